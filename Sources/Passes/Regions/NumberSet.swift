/// A set of small numbers, one bit for each.
struct NumberSet: Sendable {

  private var words: [UInt64]

  init(upTo count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

  func contains(_ number: Int) -> Bool { words[number / 64] >> UInt64(number % 64) & 1 != 0 }

  mutating func insert(_ number: Int) { words[number / 64] |= 1 << UInt64(number % 64) }

  mutating func formUnion(_ other: NumberSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  func intersects(_ other: NumberSet) -> Bool {
    words.indices.contains { words[$0] & other.words[$0] != 0 }
  }

}
