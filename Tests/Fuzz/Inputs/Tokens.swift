/// A text as words, numbers, signs and blanks, and changes of it.
struct Tokens {

  private(set) var list: [[UInt8]] = []

  init(_ text: String) { self.init(Array(text.utf8)) }

  init(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      let kind = Self.kind(of: bytes[start])
      var end = start + 1
      if kind != .sign {
        while end < bytes.count, Self.kind(of: bytes[end]) == kind { end += 1 }
      }
      list.append(Array(bytes[start ..< end]))
      start = end
    }
  }

  var bytes: [UInt8] { list.flatMap { $0 } }

  private enum Kind { case word, blank, sign }

  private static func kind(of byte: UInt8) -> Kind {
    switch byte {
    case UInt8(ascii: "a") ... UInt8(ascii: "z"), UInt8(ascii: "A") ... UInt8(ascii: "Z"),
      UInt8(ascii: "0") ... UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      .word
    case UInt8(ascii: " "), UInt8(ascii: "\t"): .blank
    default: .sign
    }
  }

  /// Changes a few places; words that are put in are from `words`.
  mutating func mutate(with words: [[UInt8]], _ dice: inout Dice) {
    for _ in 0 ..< dice.fewTimes() { change(with: words, &dice) }
  }

  private mutating func change(with words: [[UInt8]], _ dice: inout Dice) {
    guard !list.isEmpty else { return list = [dice.pick(words)] }
    let place = dice.below(list.count)
    let end = min(list.count, place + 1 + dice.below(dice.pick([1, 3, 20])))
    switch dice.below(11) {
    case 0: list.removeSubrange(place ..< end)
    case 1: list.insert(contentsOf: list[place ..< end], at: place)
    case 2: list.swapAt(place, dice.below(list.count))
    case 3: list[place] = dice.pick(words)
    case 4: list[place] = list[dice.below(list.count)]
    case 5: list.insert(dice.pick(words), at: place)
    case 6, 7: replaceNumber(from: place, &dice)
    case 8: list.insert(contentsOf: nest(Array(list[place ..< end]), &dice), at: place)
    case 9: list[place] = Self.oddity(&dice)
    default:
      if dice.chance(1, in: 4) {
        list.removeSubrange(place...)
      } else {
        replaceNumber(from: 0, &dice)
      }
    }
  }

  /// Puts another number in place of the next one.
  private mutating func replaceNumber(from start: Int, _ dice: inout Dice) {
    let isDigit = { (byte: UInt8) in byte >= 48 && byte <= 57 }
    let places = list.indices.filter { isDigit(list[$0][0]) }
    guard !places.isEmpty else { return }
    let place = start == 0 ? dice.pick(places) : places.first { $0 >= start } ?? places[0]
    list[place] = Array(Self.number(&dice).utf8)
  }

  private static func number(_ dice: inout Dice) -> String {
    switch dice.below(8) {
    case 0: dice.pick(["1e400", "nan", "inf", "-0.0", "1e-400", "1.5", "0x", "1e9", "3f", "1e300"])
    case 1: String(repeating: "9", count: 1 + dice.below(400))
    case 2: "0x" + String(UInt64(bitPattern: Int64(dice.edge())), radix: 16)
    default: "\(dice.edge())"
    }
  }

  /// Some tokens many times, or brackets around each other.
  private func nest(_ some: [[UInt8]], _ dice: inout Dice) -> [[UInt8]] {
    let count = dice.pick([2, 8, 64, 700])
    let brackets = ["(", "[", "{", "((", "-", "!", "- ", "a: {", "fn (", "\"", "let %x = "]
    if dice.chance(1, in: 2) {
      return Array(repeating: Array(dice.pick(brackets).utf8), count: count)
    }
    return Array(repeating: some, count: some.count > 8 ? min(count, 16) : count).flatMap { $0 }
  }

  /// Bytes that texts seldom have.
  private static func oddity(_ dice: inout Dice) -> [UInt8] {
    switch dice.below(7) {
    case 0: [0]
    case 1: [0xff, 0xfe]
    case 2: Array("\u{feff}\u{202e}e\u{301}👩‍👩‍👧".utf8)
    case 3: Array("\r\n".utf8)
    case 4: Array(repeating: UInt8(ascii: "x"), count: 1 + dice.below(5000))
    case 5: [dice.byte(), dice.byte()]
    default:
      Array(dice.pick(["\n", "\t", "\u{85}", "\u{2028}", "'", "\\", "`", "%", "@", "#"]).utf8)
    }
  }

}
