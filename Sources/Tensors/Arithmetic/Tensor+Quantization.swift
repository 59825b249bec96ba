import Support

extension Tensor {

  /// Each number divided by the scale, rounded (ties to even), plus the zero point, held within the
  /// range of `type`.
  ///
  /// - Parameters:
  ///   - scales: One number for all, or one for each position along `axis`.
  ///   - zeros: As many as scales.
  /// - Errors: The elements are not floats (or `int32`), `type` is not an integer, or counts differ.
  /// - Source: ONNX, operator QuantizeLinear.
  public func quantized(
    to type: ElementType, scales: [Float], zeros: [Int], axis: Int = 0
  ) throws(TensorError) -> Tensor {
    guard elementType.isFloat || elementType == .int32 else {
      throw .type("quantization", elementType)
    }
    return try converted(to: .float32).affine(to: type, scales, zeros, axis) { x, scale in
      x / scale
    }
  }

  /// Each `int32` times the factor, rounded (ties to even), plus the zero point, held within the
  /// range of `type`: what makes sums of products elements again.
  /// - Errors: The elements are not `int32`, `type` is not an integer, or counts differ.
  public func requantized(
    to type: ElementType, factors: [Float], zeros: [Int], axis: Int = 0
  ) throws(TensorError) -> Tensor {
    guard elementType == .int32 else { throw .type("requantization", elementType) }
    return try converted(to: .float32).affine(to: type, factors, zeros, axis) { x, factor in
      x * factor
    }
  }

  /// Each integer less the zero point, times the scale, as a float of `type`.
  /// - Errors: The elements are not integers, `type` is not a float, or counts differ.
  /// - Source: ONNX, operator DequantizeLinear.
  public func dequantized(
    to type: ElementType = .float32, scales: [Float], zeros: [Int], axis: Int = 0
  ) throws(TensorError) -> Tensor {
    guard elementType.isInteger, type.isFloat else { throw .type("dequantization", elementType) }
    let blocks = try blocks(scales.count, zeros.count, axis)
    let wide = converted(to: .int64)
    let result = Tensor(.float32, shape, of: Float.self) { out in
      wide.withElements(of: Int64.self) { x in
        for part in Slices(x.count) {
          for i in part {
            let channel = i / blocks.inner % blocks.channels
            out[i] = Float(x[i] &- Int64(zeros[channel])) * scales[channel]
          }
        }
      }
    }
    return result.converted(to: type)
  }

  private func affine(
    to type: ElementType, _ scales: [Float], _ zeros: [Int], _ axis: Int,
    _ scaled: (Float, Float) -> Float
  ) throws(TensorError) -> Tensor {
    guard let range = type.integerRange else { throw .type("quantization to", type) }
    let blocks = try blocks(scales.count, zeros.count, axis)
    let low = Double(range.lowerBound)
    let high = Double(range.upperBound)
    let wide: ElementType = type.bitWidth <= 32 && type != .uint32 ? .int32 : .int64
    let limited = Tensor(.float64, shape, of: Double.self) { out in
      withElements(of: Float.self) { x in
        for part in Slices(x.count) {
          for i in part {
            let channel = i / blocks.inner % blocks.channels
            let whole = Double(scaled(x[i], scales[channel]).rounded(.toNearestOrEven))
            // What is no number is the least one, as in ONNX Runtime.
            let moved = whole + Double(zeros[channel])
            out[i] = moved >= low ? min(high, moved) : low
          }
        }
      }
    }
    return limited.converted(to: wide).converted(to: type)
  }

  /// How many elements share a channel's numbers, and how many channels there are.
  func blocks(
    _ scales: Int, _ zeros: Int, _ axis: Int
  ) throws(TensorError) -> (inner: Int, channels: Int) {
    guard scales == zeros, scales > 0 else {
      throw .parameter("\(scales) scales and \(zeros) zero points")
    }
    if scales == 1 { return (max(1, count), 1) }
    guard shape.indices.contains(axis), shape[axis] == scales else {
      throw .parameter("\(scales) scales along axis \(axis) of \(shape)")
    }
    return (max(1, shape[(axis + 1)...].product), scales)
  }

}
