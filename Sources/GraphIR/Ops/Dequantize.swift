import Diagnostics
import Tensors

/// Integers to floats.
///
///     result = (data - zero_point) · scale
///
/// - Source: ONNX `DequantizeLinear`; Relay 0.0.5 `qnn.dequantize`.
public enum Dequantize {

  public static let outType = AttributeKey(
    "out_dtype", default: "float32", "the element type of the result")
  public static let axis = AttributeKey("axis", default: -1, "the axis that scales run along")

  public static let op = Op(
    "qnn.dequantize", "integers of a scale to floats",
    operands: ["data", "input_scale", "input_zero_point"], attributes: [outType, axis],
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
          try data.dequantized(
            to: type, scales: scales.scales, zeros: scales.zeros, axis: scales.axis)
        })
    })

}
