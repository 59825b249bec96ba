/// Some of the instructions that run: a bit for each.
public struct NumberSet: Sendable, Hashable {

  private let first: InstructionNumber
  private var words: [UInt64]

  /// None of the instructions with these numbers.
  public init(of numbers: Range<InstructionNumber>) {
    first = numbers.lowerBound
    words = Array(repeating: 0, count: (numbers.count + 63) / 64)
  }

  /// Those of the instructions with these numbers that are as asked.
  /// - Cost: O(numbers).
  public init(of numbers: Range<InstructionNumber>, where isSuch: (InstructionNumber) -> Bool) {
    self.init(of: numbers)
    for number in numbers where isSuch(number) { insert(number) }
  }

  /// - Before: `number` is one of those that the set was made for.
  public mutating func insert(_ number: InstructionNumber) {
    let place = first.distance(to: number)
    words[place >> 6] |= 1 << UInt64(place & 63)
  }

  /// - Before: both sets were made for the same numbers.
  public mutating func formUnion(_ other: Self) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  public func contains(_ number: InstructionNumber) -> Bool {
    let place = first.distance(to: number)
    guard place >= 0, place >> 6 < words.count else { return false }
    return words[place >> 6] >> UInt64(place & 63) & 1 == 1
  }

  /// - Cost: O(numbers / 64).
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The numbers, in order.
  public var numbers: [InstructionNumber] {
    words.indices.flatMap { index in
      (0 ..< 64).compactMap { bit in
        words[index] >> UInt64(bit) & 1 == 1 ? first.advanced(by: index * 64 + bit) : nil
      }
    }
  }

  /// The smallest number.
  public var smallest: InstructionNumber? {
    words.firstIndex { $0 != 0 }.map {
      first.advanced(by: $0 * 64 + words[$0].trailingZeroBitCount)
    }
  }

}
