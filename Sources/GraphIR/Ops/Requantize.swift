import Diagnostics
import Tensors

/// Integers of one scale to integers of another.
///
///     result = saturate(round((data - input zero) · input scale / output scale) + output zero)
///
/// - Source: Relay 0.0.5 `qnn.requantize`, in the fixed-point arithmetic of TVM 0.11, which rounds
///   halves up where nothing else is said; with `TOEVEN`, ONNX `QLinearConv` in single precision.
public enum Requantize {

  public static let axis = AttributeKey(
    "axis", default: -1, "the axis that the input's scales run along")
  public static let rounding = AttributeKey(
    "rounding", default: "None",
    "where a half goes: `UPWARD`, which is the default, `TONEAREST` (away from zero) or `TOEVEN`")
  public static let computeType = AttributeKey(
    "compute_dtype", default: "None", "not used: Relay's `int64`")
  public static let outType = AttributeKey(
    "out_dtype", default: "int8", "the element type of the result")

  /// The value of `rounding` of which ONNX's operators are: ties go to the even number.
  public static let toEven = "TOEVEN"

  public static let op = Op(
    "qnn.requantize", "integers of one scale to integers of another",
    operands: [
      "data", "input_scale", "input_zero_point", "output_scale", "output_zero_point",
    ],
    attributes: [axis, rounding, computeType, outType], traits: .rescales,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 5 ... 5)
      let data = try input.tensor(0)
      for index in 1 ... 4 {
        try input.expectScale(index, axis: input.attributes[axis], of: data)
      }
      guard ["None", "UPWARD", "TONEAREST", toEven].contains(input.attributes[rounding]) else {
        throw .error("`rounding` is `\(input.attributes[rounding])`")
      }
      return .tensor(data.shape, try elementType(spelled: input.attributes[outType]))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      .tensor(try evaluate(operands, attributes))
    })

  private static func evaluate(
    _ operands: [Value], _ attributes: Attributes
  ) throws(Diagnostic) -> Tensor {
    let data = try operands.tensor(0)
    let (axis, rank) = (attributes[axis], data.rank)
    let type = try elementType(spelled: attributes[outType])
    let input = try Scales(operands.tensor(1), operands.tensor(2), axis: axis, rank: rank)
    let output = try Scales(operands.tensor(3), operands.tensor(4), axis: axis, rank: rank)
    let rounding = attributes[rounding]
    return try computing { () throws(TensorError) in
      let sums = try less(input, data)
      let zeros = [Int](repeating: output.zeros[0], count: input.scales.count)
      func scaleOut(_ channel: Int) -> Float {
        output.scales[output.scales.count == 1 ? 0 : channel]
      }
      if rounding == toEven {
        let factors = input.scales.indices.map { input.scales[$0] / scaleOut($0) }
        return try sums.requantized(to: type, factors: factors, zeros: zeros, axis: input.axis)
      }
      let factors = input.scales.indices.map { Double(input.scales[$0]) / Double(scaleOut($0)) }
      return try sums.requantized(
        to: type, fixedPoint: factors, zeros: zeros, axis: input.axis,
        rounding == "TONEAREST" ? .awayFromZero : .up)
    }
  }

  /// `data` in `int32` less its zero points.
  private static func less(_ scales: Scales, _ data: Tensor) throws(TensorError) -> Tensor {
    let wide = data.converted(to: .int32)
    if scales.zeros.allSatisfy({ $0 == 0 }) { return wide }
    var shape = data.shape.map { _ in 1 }
    if scales.zeros.count > 1 { shape[scales.axis] = scales.zeros.count }
    return try Tensor.combining(.subtract, wide, Tensor(.int32, shape, ints: scales.zeros))
  }

}
