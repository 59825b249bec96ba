/// Numbers that an instruction computes: a tensor, whose shape depends on fields.
///
/// Integers are exact (up to 64 bits, where they wrap) until they are written or cast; floats are
/// computed as `float32`, or as `float64` where an operand is, and rounded after each operation.
/// Shapes are broadcast as numpy does it.
public struct Value: Hashable, Sendable {

  public var node: Node

  /// The extents.
  public var shape: [Scalar]

  public var kind: Kind

  /// What one computes with.
  public enum Kind: Hashable, Sendable { case integer, float32, float64 }

  public init(_ node: Node, shape: [Scalar], kind: Kind) {
    self.node = node
    self.shape = shape
    self.kind = kind
  }

  public indirect enum Node: Hashable, Sendable {

    case scalar(Scalar)

    /// A constant that is not whole.
    case real(Double)

    case window(Window)
    case host(HostWindow)

    /// The elements of a state at places that are numbers themselves: `gather(state, index)`.
    case gather(StateID, Value)

    /// With the last two axes exchanged: `T(x)`.
    case transpose(Value)

    /// The matrix product `a @ b` over the last axis of `a` and the last but one of `b`; sums in the
    /// order of that axis.
    case contract(Value, Value)

    case unary(ValueUnary, Value)
    case binary(ValueBinary, Value, Value)

    /// The second where the first is not 0, otherwise the third.
    case choice(Value, Value, Value)

    /// The same numbers as the type holds them.
    case cast(NumberType, Value)

    /// With numbers `by` around: before and behind, for each of the first axes.
    case pad(Value, [Padding], by: Scalar)

    /// Combined along an axis, which is left with an extent of 1.
    case reduce(ValueReduction, Value, axis: Int)
  }

  public struct Padding: Hashable, Sendable {
    public var before: Scalar
    public var behind: Scalar
    public init(before: Scalar, behind: Scalar) {
      self.before = before
      self.behind = behind
    }
  }

}

/// A function of each number; the raw value is its spelling.
public enum ValueUnary: String, CaseIterable, Hashable, Sendable {
  case minus = "-"
  case absolute = "abs"
  case exponential = "exp"
  case reciprocal = "reciprocal"
  case squareRoot = "sqrt"
  /// To the nearest whole number, ties to even; a float it stays.
  case round = "round"
}

/// A function of two numbers; the raw value is its spelling. A shift by a negative number shifts the
/// other way; right shifts round down.
public enum ValueBinary: String, CaseIterable, Hashable, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case quotient = "/"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case bitAnd = "&"
  case bitOr = "|"
  case bitXor = "^"
  case minimum = "min"
  case maximum = "max"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}

/// How numbers along an axis become one; the raw value is its spelling.
public enum ValueReduction: String, CaseIterable, Hashable, Sendable {
  case sum, most, least
}
