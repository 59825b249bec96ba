import Diagnostics
import Tensors

/// Integers of one scale to integers of another.
///
///     result = saturate(round((data - input zero) · input scale / output scale) + output zero)
///
/// - Source: Relay 0.0.5 `qnn.requantize`; without `rounding`, ONNX `QLinearConv`: ties to even.
public enum Requantize {

  public static let axis = AttributeKey(
    "axis", default: -1, "the axis that the input's scales run along")
  public static let rounding = AttributeKey(
    "rounding", default: "None", "`UPWARD`, `TONEAREST` (away from zero), or ties to even")
  public static let computeType = AttributeKey(
    "compute_dtype", default: "None", "what Relay computes in; here it is always `float32`")
  public static let outType = AttributeKey(
    "out_dtype", default: "int8", "the element type of the result")

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
    let factors = input.scales.indices.map {
      input.scales[$0] / output.scales[output.scales.count == 1 ? 0 : $0]
    }
    let rounding = attributes[rounding]
    return try computing { () throws(TensorError) in
      let sums = try less(input, data)
      let zeros = [Int](repeating: output.zeros[0], count: factors.count)
      if rounding == "None" {
        return try sums.requantized(to: type, factors: factors, zeros: zeros, axis: input.axis)
      }
      let steps = try sums.dequantized(
        to: .float64, scales: factors, zeros: factors.map { _ in 0 }, axis: input.axis)
      return try nudged(steps, rounding).quantized(
        to: type, scales: [1], zeros: [output.zeros[0]])
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

  /// `steps` with ties already decided where they are not to go to even.
  private static func nudged(_ steps: Tensor, _ rounding: String) throws(TensorError) -> Tensor {
    let half = Tensor(scalar: 0.5)
    switch rounding {
    case "UPWARD":
      return try Tensor.combining(.add, steps, half).applying(.floor)
    case "TONEAREST":
      let up = try Tensor.combining(.add, steps.applying(.absolute), half)
      return try Tensor.combining(.multiply, up.applying(.floor), steps.applying(.sign))
    default: return steps
    }
  }

}
