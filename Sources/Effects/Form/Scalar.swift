/// A whole number that an instruction computes from its fields, its loops and the state: an
/// address, a count, a condition.
///
/// Numbers have 64 bits and wrap; a condition is 1 or 0.
public indirect enum Scalar: Hashable, Sendable {

  case constant(Int)
  case variable(VariableID)

  /// One number of the state.
  case cell(StateID, [Scalar])

  /// The number in `width` bits from bit `lsb` on, with its sign if it is signed.
  case bits(Scalar, lsb: Int, width: Int, isSigned: Bool)

  case unary(ScalarUnary, Scalar)
  case binary(ScalarBinary, Scalar, Scalar)

  /// The second where the first is not 0, otherwise the third.
  case choice(Scalar, Scalar, Scalar)

}

/// An operator on one number; the raw value is its spelling.
public enum ScalarUnary: String, CaseIterable, Hashable, Sendable {
  case minus = "-"
  case complement = "~"
  case not = "not"
}

/// An operator on two numbers; the raw value is its spelling. Quotients round down; a division by 0
/// is a fault. A shift by a negative number shifts the other way; by 64 or more, all bits go.
public enum ScalarBinary: String, CaseIterable, Hashable, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case quotient = "/"
  case remainder = "%"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case bitAnd = "&"
  case bitOr = "|"
  case bitXor = "^"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and = "and"
  case or = "or"
  case minimum = "min"
  case maximum = "max"
}
