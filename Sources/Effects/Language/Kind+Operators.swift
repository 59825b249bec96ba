public import Tensors

extension Value.Kind: Comparable {

  /// What one computes with numbers of `element`.
  public init(_ element: ElementType) {
    self = element.isFloat ? element == .float64 ? .float64 : .float32 : .integer
  }

  /// Ordered so that what both operands become is the greater one.
  public static func < (a: Self, b: Self) -> Bool { a.order < b.order }

  private var order: Int {
    switch self {
    case .integer: 0
    case .float32: 1
    case .float64: 2
    }
  }

}

extension ValueUnary {

  /// Whether there is a fraction in what it gives of whole numbers.
  var isReal: Bool {
    switch self {
    case .minus, .absolute, .round: false
    case .exponential, .reciprocal, .squareRoot: true
    }
  }

}

extension ValueBinary {

  /// The operator of that spelling on single numbers.
  var ofScalars: ScalarBinary {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .quotient: .quotient
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    case .bitAnd: .bitAnd
    case .bitOr: .bitOr
    case .bitXor: .bitXor
    case .minimum: .minimum
    case .maximum: .maximum
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    }
  }

  var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    case .add, .subtract, .multiply, .quotient, .shiftLeft, .shiftRight, .bitAnd, .bitOr, .bitXor,
      .minimum, .maximum:
      false
    }
  }

  /// Whether it is about the bits of a number.
  var isOfBits: Bool {
    switch self {
    case .shiftLeft, .shiftRight, .bitAnd, .bitOr, .bitXor: true
    case .add, .subtract, .multiply, .quotient, .minimum, .maximum, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual:
      false
    }
  }

}

extension Scalar {

  /// The number as `type` holds it; nil for floats.
  func cast(to type: NumberType) -> Scalar? {
    guard !type.element.isFloat else { return nil }
    guard let range = type.element.integerRange else {
      return .binary(.notEqual, self, .constant(0))
    }
    if type.saturates {
      return .binary(
        .minimum, .binary(.maximum, self, .constant(range.lowerBound)), .constant(range.upperBound))
    }
    return .bits(
      self, lsb: 0, width: type.element.bitWidth, isSigned: type.element.isSigned)
  }

}
