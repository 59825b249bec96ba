import Diagnostics
import Tensors

/// Arithmetic on integers that stand for numbers, each operand and the result with a scale of its
/// own.
///
/// Operands are brought to the scale of the result in `int32`, in fixed-point arithmetic, and the
/// result is held within its type; of a product it is the `int32` product that is brought there.
/// - Source: Relay 0.0.5 `qnn.add`, `qnn.subtract`, `qnn.mul`, as TVM 0.11 lowers them.
public enum QBinary {

  public static let leftAxis = AttributeKey(
    "lhs_axis", default: -1, "the axis that the first operand's scales run along")
  public static let rightAxis = AttributeKey(
    "rhs_axis", default: -1, "the axis that the second operand's scales run along")

  public static let add = op(
    "qnn.add", "the sum of integers that stand for numbers"
  ) { operands, attributes throws(Diagnostic) in
    let (a, b) = try aligned(operands, attributes)
    let zero = operands[7]
    return try combined(.subtract, combined(.add, a, b), wide(zero))
  }

  public static let subtract = op(
    "qnn.subtract", "the difference of integers that stand for numbers"
  ) { operands, attributes throws(Diagnostic) in
    let (a, b) = try aligned(operands, attributes)
    let zero = operands[7]
    return try combined(.add, combined(.subtract, a, b), wide(zero))
  }

  public static let multiply = op(
    "qnn.mul", "the product of integers that stand for numbers"
  ) { operands, attributes throws(Diagnostic) in
    let (a, b) = (operands[0], operands[1])
    let product = try combined(
      .multiply, combined(.subtract, wide(a), wide(operands[3])),
      combined(.subtract, wide(b), wide(operands[5])))
    let scale = try combined(.multiply, operands[2], operands[4])
    return try Requantize.op.evaluate(
      [product, scale, .tensor(Tensor(scalar: Int32(0))), operands[6], operands[7]],
      [Requantize.outType("int32")])
  }

  static let ops = [add, multiply, subtract]

  private typealias Compute =
    @Sendable ([Value], Attributes) throws(Diagnostic) -> Value

  private static func op(
    _ name: String, _ summary: String, _ compute: @escaping Compute
  ) -> Op {
    Op(
      name, summary,
      operands: [
        "lhs", "rhs", "lhs_scale", "lhs_zero_point", "rhs_scale", "rhs_zero_point",
        "output_scale", "output_zero_point",
      ],
      attributes: [leftAxis, rightAxis], traits: .quantized,
      infer: { input throws(Diagnostic) in try infer(input) },
      evaluate: { operands, attributes throws(Diagnostic) in
        guard operands.count == 8 else {
          throw .error("expected 8 operands, found \(operands.count)")
        }
        return try held(compute(operands, attributes), operands.tensor(0).elementType)
      })
  }

  private static func infer(_ input: InferenceInput) throws(Diagnostic) -> ValueType {
    try input.expect(operands: 8 ... 8)
    let (a, b) = (try input.tensor(0), try input.tensor(1))
    try input.expectSameElements(a, b)
    guard a.element.isInteger else { throw .refused(a.element, "integers") }
    for index in 2 ... 3 { try input.expectScale(index, axis: input.attributes[leftAxis], of: a) }
    for index in 4 ... 5 { try input.expectScale(index, axis: input.attributes[rightAxis], of: b) }
    for index in 6 ... 7 where try input.tensor(index).count != 1 {
      throw .error("operand \(index) must be a scalar, not \(try input.tensor(index))")
    }
    return .tensor(try broadcastShape(a.shape, b.shape), a.element)
  }

  /// The operands in `int32`, with the scale and the zero point of the result.
  private static func aligned(
    _ operands: [Value], _ attributes: Attributes
  ) throws(Diagnostic) -> (Value, Value) {
    func side(_ data: Int, _ axis: Int) throws(Diagnostic) -> Value {
      try Requantize.op.evaluate(
        [operands[data / 2], operands[data + 2], operands[data + 3], operands[6], operands[7]],
        [Requantize.axis(axis), Requantize.outType("int32")])
    }
    return (try side(0, attributes[leftAxis]), try side(2, attributes[rightAxis]))
  }

  private static func combined(
    _ function: BinaryFunction, _ a: Value, _ b: Value
  ) throws(Diagnostic) -> Value {
    let (a, b) = (try a.asTensor(), try b.asTensor())
    return try tensorValue { () throws(TensorError) in try Tensor.combining(function, a, b) }
  }

  private static func wide(_ value: Value) throws(Diagnostic) -> Value {
    .tensor(try value.asTensor().converted(to: .int32))
  }

  /// `value` with elements of `type`, which what lies beyond is brought to the end of.
  private static func held(_ value: Value, _ type: ElementType) throws(Diagnostic) -> Value {
    guard let range = type.integerRange, type.bitWidth < 32 else { return value }
    let bounds: Attributes = [
      Clip.low(Double(range.lowerBound)), Clip.high(Double(range.upperBound)),
    ]
    return .tensor(
      try Clip.op.evaluate([value], bounds).asTensor().converted(to: type))
  }

}
