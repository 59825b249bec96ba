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

  public static let op = ScaleChange(outType: outType, axis: axis).op(
    "qnn.dequantize", "integers of a scale to floats",
    operands: ["data", "input_scale", "input_zero_point"]
  ) { data, type, scales throws(TensorError) in
    try data.dequantized(to: type, scales: scales.scales, zeros: scales.zeros, axis: scales.axis)
  }

}
