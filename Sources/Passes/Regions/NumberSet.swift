/// A set of small numbers, one bit for each.
///
/// The bits lie in parts that sets share as long as these are equal, so that many sets which differ
/// little take little room, and are united without a look at what they share.
struct NumberSet: Sendable {

  /// - Units: words of 64 bits in a part.
  private static let partWords = 64
  private static let partBits = 64 * partWords

  /// Those that there are; one in which no bit is set has no words.
  private var parts: [[UInt64]] = []

  func contains(_ number: Int) -> Bool {
    let (part, bit) = number.quotientAndRemainder(dividingBy: Self.partBits)
    guard part < parts.count, !parts[part].isEmpty else { return false }
    return parts[part][bit / 64] >> UInt64(bit % 64) & 1 != 0
  }

  mutating func insert(_ number: Int) {
    let (part, bit) = number.quotientAndRemainder(dividingBy: Self.partBits)
    makeRoom(part + 1)
    if parts[part].isEmpty { parts[part] = Array(repeating: 0, count: Self.partWords) }
    parts[part][bit / 64] |= 1 << UInt64(bit % 64)
  }

  /// - Cost: O(parts), and O(words) of those in which both sets have different bits.
  mutating func formUnion(_ other: NumberSet) {
    makeRoom(other.parts.count)
    for index in other.parts.indices {
      let (own, words) = (parts[index], other.parts[index])
      if words.isEmpty || own == words { continue }
      if own.isEmpty || NumberSet.isSubset(own, of: words) {
        parts[index] = words
      } else if !NumberSet.isSubset(words, of: own) {
        for word in words.indices { parts[index][word] |= words[word] }
      }
    }
  }

  func intersects(_ other: NumberSet) -> Bool {
    zip(parts, other.parts).contains { own, words in
      zip(own, words).contains { $0 & $1 != 0 }
    }
  }

  private mutating func makeRoom(_ count: Int) {
    while parts.count < count { parts.append([]) }
  }

  private static func isSubset(_ words: [UInt64], of others: [UInt64]) -> Bool {
    words.indices.allSatisfy { words[$0] & ~others[$0] == 0 }
  }

}
