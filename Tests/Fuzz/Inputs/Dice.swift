import Support

/// Decisions that follow from a seed.
struct Dice {

  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// The decisions of one input of an area: those of no other input.
  init(seed: UInt64, area: String, number: Int) {
    var mixed = SplitMix64(seed: seed)
    for byte in area.utf8 { mixed = SplitMix64(seed: mixed.next() ^ UInt64(byte)) }
    self.init(seed: mixed.next() &+ UInt64(number) &* 0x2545_f491_4f6c_dd1d)
  }

  /// A number from 0 to `count` - 1; 0 where there is none.
  mutating func below(_ count: Int) -> Int {
    count < 2 ? 0 : Int.random(in: 0 ..< count, using: &random)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// How many changes an input has: mostly one, so that something is left of what it was.
  mutating func fewTimes() -> Int { pick([1, 1, 1, 1, 2, 2, 3, 6]) }

  mutating func byte() -> UInt8 { UInt8.random(in: 0 ... 255, using: &random) }

  mutating func word() -> UInt64 { random.next() }

  mutating func chance(_ part: Int, in whole: Int) -> Bool { below(whole) < part }

  /// One of `choices`, of which there is one at least.
  mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }

  /// A number of the kind that programs fall over.
  mutating func edge() -> Int { pick(Self.edges) }

  private static let sizes: [Int] = [
    0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 255, 256, 257, 1000, 1023,
    1024, 4095, 4096, 32767, 32768, 65535, 65536, 1_048_576, 16_777_216, 2_147_483_646,
    2_147_483_647, 2_147_483_648, 4_294_967_295, 4_294_967_296, 1_099_511_627_776,
    9_007_199_254_740_992, 9_007_199_254_740_993, 4_611_686_018_427_387_904,
    9_223_372_036_854_775_806, 9_223_372_036_854_775_807,
  ]
  private static let edges: [Int] = sizes + sizes + sizes.map { 0 - $0 } + [Int.min, Int.min + 1]

  /// A small number mostly, sometimes one of `edge`.
  mutating func extent() -> Int {
    chance(1, in: 8) ? edge() : below(6)
  }

}
