/// Arithmetic on ranges of numbers: each result has in it all that the operator can give for numbers
/// of the operands, whatever wraps.
extension ClosedRange<Int> {

  /// All numbers that there are.
  static let all = Int.min ... Int.max

  init(_ number: Int) { self = number ... number }

  var single: Int? { lowerBound == upperBound ? lowerBound : nil }

  func union(_ other: Self) -> Self {
    Swift.min(lowerBound, other.lowerBound) ... Swift.max(upperBound, other.upperBound)
  }

  /// What is in both; nil where nothing is.
  func intersection(_ other: Self) -> Self? {
    let (lower, upper) = (
      Swift.max(lowerBound, other.lowerBound), Swift.min(upperBound, other.upperBound)
    )
    return lower <= upper ? lower ... upper : nil
  }

  /// From the results at the corners of two ranges, for an operator that is monotone in each of its
  /// operands; everything where one of them wraps.
  private static func corners(
    _ a: Self, _ b: Self, _ operation: (Int, Int) -> (Int, Bool)
  ) -> Self {
    var numbers: [Int] = []
    for x in [a.lowerBound, a.upperBound] {
      for y in [b.lowerBound, b.upperBound] {
        let (number, wraps) = operation(x, y)
        if wraps { return .all }
        numbers.append(number)
      }
    }
    return (numbers.min() ?? .min) ... (numbers.max() ?? .max)
  }

  static func + (a: Self, b: Self) -> Self {
    corners(a, b) { $0.addingReportingOverflow($1) }
  }

  static func - (a: Self, b: Self) -> Self {
    corners(a, b) { $0.subtractingReportingOverflow($1) }
  }

  static func * (a: Self, b: Self) -> Self {
    corners(a, b) { $0.multipliedReportingOverflow(by: $1) }
  }

  /// The numbers in bits of numbers of this range.
  func bits(lsb: Int, width: Int, isSigned: Bool) -> Self {
    guard width > 0 else { return 0 ... 0 }
    let type =
      isSigned
      ? Int.min >> (64 - Swift.min(width, 64)) ... Int.max >> (64 - Swift.min(width, 64))
      : 0 ... (width >= 63 ? Int.max : 1 << width - 1)
    if width == 64, !isSigned { return .all }
    let low = lowerBound >> Swift.max(lsb, 0)
    let high = upperBound >> Swift.max(lsb, 0)
    return type.contains(low) && type.contains(high) ? low ... high : type
  }

  /// What an operator gives; nil where it is a division by what can only be 0.
  func applying(_ operation: ScalarBinary, _ other: Self) -> Self? {
    switch operation {
    case .add: return self + other
    case .subtract: return self - other
    case .multiply: return self * other
    case .minimum:
      return Swift.min(lowerBound, other.lowerBound) ... Swift.min(upperBound, other.upperBound)
    case .maximum:
      return Swift.max(lowerBound, other.lowerBound) ... Swift.max(upperBound, other.upperBound)
    case .quotient, .remainder: return divided(by: other, remainder: operation == .remainder)
    case .shiftLeft, .shiftRight: return shifted(by: other, left: operation == .shiftLeft)
    case .bitAnd, .bitOr, .bitXor: return combined(operation, other)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or:
      switch truth(operation, other) {
      case true?: return 1 ... 1
      case false?: return 0 ... 0
      case nil: return 0 ... 1
      }
    }
  }

  /// Whether a comparison holds for all numbers, or for none; nil where that depends.
  private func truth(_ operation: ScalarBinary, _ other: Self) -> Bool? {
    switch operation {
    case .less:
      return upperBound < other.lowerBound ? true : lowerBound >= other.upperBound ? false : nil
    case .lessOrEqual: return other.truth(.less, self).map { !$0 }
    case .greater: return other.truth(.less, self)
    case .greaterOrEqual: return truth(.less, other).map { !$0 }
    case .equal:
      if intersection(other) == nil { return false }
      return single != nil && single == other.single ? true : nil
    case .notEqual: return truth(.equal, other).map { !$0 }
    case .and:
      if single == 0 || other.single == 0 { return false }
      return !contains(0) && !other.contains(0) ? true : nil
    case .or:
      if single == 0 && other.single == 0 { return false }
      return !contains(0) || !other.contains(0) ? true : nil
    default: return nil
    }
  }

  private func divided(by other: Self, remainder: Bool) -> Self? {
    if other.single == 0 { return nil }
    guard other.lowerBound > 0 else { return .all }
    if remainder {
      let isWithin = lowerBound >= 0 && upperBound < other.lowerBound
      return isWithin ? self : 0 ... other.upperBound - 1
    }
    return Self.corners(self, other) { (ScalarBinary.quotient.result($0, $1) ?? 0, false) }
  }

  private func shifted(by other: Self, left: Bool) -> Self {
    let counts = left ? other : Self(0) - other
    guard counts.lowerBound >= -64, counts.upperBound <= 64 else { return .all }
    return Self.corners(self, counts) { number, count in
      if count <= 0 { return (number >> -count, false) }
      let shifted = number << count
      return (shifted, count >= 64 ? number != 0 : shifted >> count != number)
    }
  }

  private func combined(_ operation: ScalarBinary, _ other: Self) -> Self {
    if let x = single, let y = other.single, let z = operation.result(x, y) { return z ... z }
    switch (operation, lowerBound >= 0, other.lowerBound >= 0) {
    case (.bitAnd, true, true): return 0 ... Swift.min(upperBound, other.upperBound)
    case (.bitAnd, true, false): return 0 ... upperBound
    case (.bitAnd, false, true): return 0 ... other.upperBound
    case (.bitOr, true, true), (.bitXor, true, true):
      let most = Swift.max(upperBound, other.upperBound)
      return 0 ... (most == 0 ? 0 : Int.max >> (most.leadingZeroBitCount - 1))
    default: return .all
    }
  }

}
