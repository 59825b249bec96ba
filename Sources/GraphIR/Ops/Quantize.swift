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

  public static let op = ScaleChange(outType: outType, axis: axis).op(
    "qnn.quantize", "floats to integers of a scale, ties to even",
    operands: ["data", "output_scale", "output_zero_point"]
  ) { data, type, scales throws(TensorError) in
    try data.quantized(to: type, scales: scales.scales, zeros: scales.zeros, axis: scales.axis)
  }

}
