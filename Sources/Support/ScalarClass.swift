/// A set of Unicode scalars, as a regular expression names one.
struct ScalarClass: Sendable, Hashable {

  private var ranges: [ClosedRange<UInt32>] = []

  /// Letters and digits beyond ASCII belong to it as well.
  private var hasLetters = false
  private var isInverted = false

  init() {}

  init(_ scalar: Unicode.Scalar) { ranges = [scalar.value ... scalar.value] }

  private init(_ ranges: [ClosedRange<Unicode.Scalar>], hasLetters: Bool = false) {
    self.ranges = ranges.map { $0.lowerBound.value ... $0.upperBound.value }
    self.hasLetters = hasLetters
  }

  static let digit = ScalarClass(["0" ... "9"])
  static let word = ScalarClass(
    ["0" ... "9", "a" ... "z", "A" ... "Z", "_" ... "_"], hasLetters: true)
  static let blank = ScalarClass([" " ... " ", "\t" ... "\r", "\u{a0}" ... "\u{a0}"])
  static let anyButLineEnds = ScalarClass(["\n" ... "\n", "\r" ... "\r"]).inverted

  /// What is not in this one.
  var inverted: ScalarClass {
    var result = self
    result.isInverted.toggle()
    return result
  }

  func contains(_ scalar: UInt32) -> Bool {
    if ranges.contains(where: { $0.contains(scalar) }) { return !isInverted }
    guard hasLetters, scalar >= 0x80, let letter = Unicode.Scalar(scalar) else { return isInverted }
    return (letter.properties.isAlphabetic || letter.properties.numericType != nil) != isInverted
  }

  /// Adds the scalars of a range, which stands in lower case.
  mutating func insert(
    _ first: Unicode.Scalar, through last: Unicode.Scalar
  ) throws(RegularExpression.Failure) {
    guard first <= last else {
      throw RegularExpression.Failure(message: "`\(first)-\(last)` ends before it begins")
    }
    ranges.append(first.value ... last.value)
  }

  /// Adds what is in `other`; of the inverted ones only single classes can be added.
  mutating func formUnion(_ other: ScalarClass) {
    guard other.isInverted else {
      ranges += other.ranges
      hasLetters = hasLetters || other.hasLetters
      return
    }
    var start: UInt32 = 0
    for range in other.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > start { ranges.append(start ... range.lowerBound - 1) }
      start = max(start, range.upperBound + 1)
    }
    ranges.append(start ... 0x10ffff)
  }

}
