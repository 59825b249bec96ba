/// A function of two numbers of one type, applied to the elements of two tensors.
public enum BinaryFunction: String, Sendable, Hashable, CaseIterable {

  // Integers wrap around; `bool` adds as *or* and multiplies as *and*.
  case add, subtract, multiply

  // An integer is not divided by 0.

  /// The quotient: of integers cut towards zero.
  case divide

  /// The first to the power of the second.
  case power

  /// The remainder with the sign of the dividend, as `fmod`.
  case remainder

  /// The remainder with the sign of the divisor, as `%` of Python.
  case modulo

  /// The quotient rounded down, as `//` of Python.
  case floorDivide

  /// The lesser and the greater; NaN if one is.
  case minimum, maximum

  /// Bit by bit, on integers and `bool`.
  case and, or, exclusiveOr

  /// By as many bits as the second says, on integers; right shifts keep the sign.
  case shiftLeft, shiftRight

}

/// A relation of two numbers of one type; with a NaN only `notEqual` holds.
public enum Comparison: String, Sendable, Hashable, CaseIterable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}
