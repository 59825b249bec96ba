import Diagnostics
public import Tensors

/// Operators on the elements of two tensors that are repeated to one shape.
///
/// - Source: Relay 0.0.5 `add` and its like; integers wrap around.
public enum Arithmetic {

  public static let add = op(
    "add", "the sum, element by element", .add, traits: [.commutative, .wraps])
  public static let subtract = op(
    "subtract", "the difference, element by element", .subtract, traits: .wraps)
  public static let multiply = op(
    "multiply", "the product, element by element", .multiply, traits: [.commutative, .wraps])
  public static let divide = op(
    "divide", "the quotient, element by element; of integers cut towards zero", .divide)
  public static let maximum = op("maximum", "the greater, element by element", .maximum)
  public static let minimum = op("minimum", "the lesser, element by element", .minimum)
  public static let leftShift = op(
    "left_shift", "`lhs` with its bits moved up `rhs` places", .shiftLeft, traits: .wraps)
  public static let rightShift = op(
    "right_shift", "`lhs` with its bits moved down `rhs` places; the sign stays", .shiftRight,
    traits: .keepsSign)

  static let ops = [
    add, divide, leftShift, maximum, minimum, multiply, rightShift, subtract,
  ]

  /// An operator that applies `function` to the elements of two tensors of one type.
  public static func op(
    _ name: String, _ summary: String, _ function: BinaryFunction, traits: OpTraits = []
  ) -> Op {
    Op(
      name, summary, operands: ["lhs", "rhs"], traits: traits,
      infer: { input throws(Diagnostic) in try infer(input) },
      evaluate: { operands, _ throws(Diagnostic) in
        let (a, b) = (try operands.tensor(0), try operands.tensor(1))
        return .tensor(
          try computing { () throws(TensorError) in try Tensor.combining(function, a, b) })
      })
  }

  private static func infer(_ input: InferenceInput) throws(Diagnostic) -> ValueType {
    try input.expect(operands: 2 ... 2)
    let (a, b) = (try input.tensor(0), try input.tensor(1))
    try input.expectSameElements(a, b)
    return .tensor(try broadcastShape(a.shape, b.shape), a.element)
  }

}
