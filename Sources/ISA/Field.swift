/// A run of bits of an instruction that holds one number.
public struct Field: Sendable, Hashable {

  public var name: String

  /// The lowest bit of the field, counted from the lowest bit of the instruction.
  public var lsb: Int

  /// - Units: bits, 1 to 64.
  public var width: Int

  public var isSigned: Bool

  /// What the numbers stand for, in listings; a number without a name is spelled as a number.
  public var names: [Int: String]

  public init(
    _ name: String, lsb: Int, width: Int, isSigned: Bool = false, names: [Int: String] = [:]
  ) {
    self.name = name
    self.lsb = lsb
    self.width = width
    self.isSigned = isSigned
    self.names = names
  }

  /// The bits that the field takes.
  public var bits: Range<Int> { lsb ..< lsb + width }

  /// The numbers that the field can hold; a field of 64 unsigned bits is cut at `Int.max`.
  public var range: ClosedRange<Int> {
    if isSigned { return Int.min >> (64 - width) ... Int.max >> (64 - width) }
    return 0 ... (width >= 63 ? Int.max : (1 << width) - 1)
  }

  /// The number in `word`.
  public func value(in word: Word) -> Int {
    word.number(at: lsb, width: width, isSigned: isSigned)
  }

  /// Puts the low bits of `value` into `word`.
  public func store(_ value: Int, in word: inout Word) {
    word[lsb, width] = UInt64(truncatingIfNeeded: value)
  }

  /// The number in a word of any kind.
  public func value(in word: some BitWord) -> Int {
    word.number(at: lsb, width: width, isSigned: isSigned)
  }

  /// Puts the low bits of `value` into a word of any kind.
  public func store(_ value: Int, in word: inout some BitWord) {
    word[lsb, width] = UInt64(truncatingIfNeeded: value)
  }

}
