import Diagnostics
import Tensors

/// Floats to integers.
///
///     result = saturate(round(data / scale) + zero_point)
///
/// Ties are rounded to even.
/// - Source: ONNX `QuantizeLinear`; Relay 0.0.5 `qnn.quantize`.
public enum Quantize {

  public static let outType = AttributeKey(
    "out_dtype", default: "int8", "the element type of the result")
  public static let axis = AttributeKey("axis", default: -1, "the axis that scales run along")

  public static let op = Op(
    "qnn.quantize", "floats to integers of a scale, ties to even",
    operands: ["data", "output_scale", "output_zero_point"], attributes: [outType, axis],
    traits: .rescales,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 3 ... 3)
      let data = try input.tensor(0)
      for index in 1 ... 2 {
        try input.expectScale(index, axis: input.attributes[axis], of: data)
      }
      return .tensor(data.shape, try elementType(spelled: input.attributes[outType]))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let scales = try Scales(
        operands.tensor(1), operands.tensor(2), axis: attributes[axis], rank: data.rank)
      let type = try elementType(spelled: attributes[outType])
      return .tensor(
        try computing { () throws(TensorError) in
          try data.quantized(
            to: type, scales: scales.scales, zeros: scales.zeros, axis: scales.axis)
        })
    })

}
