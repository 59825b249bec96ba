import Tensors

/// The whole numbers among which one is, as far as that is known without running.
struct NumberRange: Hashable {

  let least: Int
  let most: Int

  init(_ least: Int, _ most: Int) {
    self.least = least
    self.most = most
  }

  init(_ number: Int) { self.init(number, number) }

  init(_ range: ClosedRange<Int>) { self.init(range.lowerBound, range.upperBound) }

  static var all: NumberRange { NumberRange(.min, .max) }
  static var condition: NumberRange { NumberRange(0, 1) }

  /// What is read of cells of `element`: 64 bits without a sign wrap.
  init(_ element: ElementType) {
    switch element {
    case .bool: self = .condition
    case .uint64: self = .all
    default: self = element.integerRange.map { NumberRange($0) } ?? .all
    }
  }

  func fits(_ element: ElementType) -> Bool {
    let range = NumberRange(element)
    return least >= range.least && most <= range.most
  }

  var fitsInt32: Bool { fits(.int32) }

  func union(_ other: NumberRange) -> NumberRange {
    NumberRange(min(least, other.least), max(most, other.most))
  }

  /// The range of what `number` makes of the ends, or of all numbers where one of them overflows.
  private static func over(_ ends: [(partialValue: Int, overflow: Bool)]) -> NumberRange {
    guard !ends.contains(where: \.overflow), let least = ends.map(\.partialValue).min(),
      let most = ends.map(\.partialValue).max()
    else { return .all }
    return NumberRange(least, most)
  }

  static func + (a: Self, b: Self) -> Self {
    over([
      a.least.addingReportingOverflow(b.least), a.most.addingReportingOverflow(b.most),
    ])
  }

  static func - (a: Self, b: Self) -> Self {
    over([
      a.least.subtractingReportingOverflow(b.most), a.most.subtractingReportingOverflow(b.least),
    ])
  }

  static func * (a: Self, b: Self) -> Self {
    over([
      a.least.multipliedReportingOverflow(by: b.least),
      a.least.multipliedReportingOverflow(by: b.most),
      a.most.multipliedReportingOverflow(by: b.least),
      a.most.multipliedReportingOverflow(by: b.most),
    ])
  }

  prefix static func - (a: Self) -> Self { NumberRange(0) - a }

  /// With 0, and with the negatives of all.
  var symmetric: NumberRange { union(-self).union(NumberRange(0)) }

  /// All numbers with as many bits as the longest of both.
  private func sameBits(_ other: Self) -> NumberRange {
    let bits =
      [least, most, other.least, other.most].map { number in
        64 - (number < 0 ? ~number : number).leadingZeroBitCount
      }.max() ?? 63
    let isSigned = min(least, other.least) < 0
    let most = bits >= 63 ? Int.max : (1 << bits) - 1
    return NumberRange(isSigned ? ~most : 0, most)
  }

  static func binary(_ operation: ScalarBinary, _ a: Self, _ b: Self) -> Self {
    switch operation {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .quotient: return a.symmetric
    case .remainder: return b.symmetric
    case .shiftLeft:
      guard b.least >= 0, b.most < 63 else { return .all }
      return a * NumberRange(1 << b.least, 1 << b.most)
    case .shiftRight:
      guard b.least >= 0 else { return .all }
      return a.union(NumberRange(a.least >> b.most, a.most >> b.most))
    case .bitAnd:
      if a.least >= 0, b.least >= 0 { return NumberRange(0, min(a.most, b.most)) }
      if a.least >= 0 { return NumberRange(0, a.most) }
      if b.least >= 0 { return NumberRange(0, b.most) }
      return a.sameBits(b)
    case .bitOr, .bitXor: return a.sameBits(b)
    case .minimum: return NumberRange(min(a.least, b.least), min(a.most, b.most))
    case .maximum: return NumberRange(max(a.least, b.least), max(a.most, b.most))
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or:
      return .condition
    }
  }

  static func unary(_ operation: ScalarUnary, _ a: Self) -> Self {
    switch operation {
    case .minus: -a
    case .complement: NumberRange(~a.most, ~a.least)
    case .not: .condition
    }
  }

}
