import Diagnostics
import Tensors

/// Scales and zero points against the data that they belong to.
struct Scales {

  /// `float32`, of a shape that is repeated to that of the data.
  let scale: Tensor
  let zero: Tensor

  /// - Errors: they are neither scalars nor vectors along `axis`.
  init(_ scale: Tensor, _ zero: Tensor, axis: Int, rank: Int) throws(Diagnostic) {
    self.scale = try scale.along(axis, rank: rank).converted(to: .float32)
    self.zero = try zero.along(axis, rank: rank).converted(to: .float32)
  }

  /// `round(data / scale) + zero`, ties to even, at the ends of `type` where it lies beyond.
  func quantized(_ data: Tensor, as type: ElementType) throws(Diagnostic) -> Tensor {
    try computing { () throws(TensorError) in
      let steps = try Tensor.combining(.divide, data.converted(to: .float32), scale)
      return try rounded(steps, as: type)
    }
  }

  /// `steps` rounded to even, moved by the zero point and kept in the range of `type`.
  func rounded(_ steps: Tensor, as type: ElementType) throws(TensorError) -> Tensor {
    guard let range = type.integerRange else { throw .type("quantization", type) }
    let moved = try Tensor.combining(.add, try steps.applying(.round), zero)
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
    return try moved.applying(.clip(low, high)).converted(to: type)
  }

  /// `(data - zero) · scale`; the difference is exact for up to 24 bits.
  func dequantized(_ data: Tensor) throws(Diagnostic) -> Tensor {
    try computing { () throws(TensorError) in
      let zeros = zero.converted(to: .int32)
      let difference = try Tensor.combining(.subtract, data.converted(to: .int32), zeros)
      return try Tensor.combining(.multiply, difference.converted(to: .float32), scale)
    }
  }

}

extension InferenceInput {

  /// - Errors: the operand at `index` is neither a scalar nor as long as `axis` of `data`.
  func expectScale(_ index: Int, axis: Int, of data: TensorType) throws(Diagnostic) {
    let type = try tensor(index)
    if type.count == 1 { return }
    guard type.shape.count == 1 else {
      throw .error("operand \(index) must be a scalar or a vector, not \(type)")
    }
    let extent = data.shape[try normalized(axis: axis, rank: data.shape.count)]
    if let extent, let length = type.shape[0], extent != length {
      throw .error("operand \(index) has \(length) elements for an axis of \(extent)")
    }
  }

}
