import Support

extension Tensor {

  /// eˣ divided by the sum of it along `axis`.
  /// - Errors: The axis does not exist, or the elements are not floats.
  public func softmax(axis: Int) throws(TensorError) -> Tensor {
    try alongRows(axis) { (x: Span<Float>, range, out) in
      let top = greatest(x, range)
      var sum: Float = 0
      for part in Slices(range) {
        for i in part {
          out[i] = Float.exponential(x[i] - top)
          sum += out[i]
        }
      }
      for part in Slices(range) { for i in part { out[i] /= sum } }
    }
  }

  /// The logarithm of `softmax`, without its loss of small numbers.
  /// - Errors: The axis does not exist, or the elements are not floats.
  public func logSoftmax(axis: Int) throws(TensorError) -> Tensor {
    try alongRows(axis) { (x: Span<Float>, range, out) in
      let top = greatest(x, range)
      var sum: Float = 0
      for part in Slices(range) { for i in part { sum += Float.exponential(x[i] - top) } }
      let shift = Float.logarithm(sum) + top
      for part in Slices(range) { for i in part { out[i] = x[i] - shift } }
    }
  }

  /// Calls `body` with each row along `axis`, computed as `float32`.
  private func alongRows(
    _ axis: Int, _ body: (Span<Float>, Range<Int>, inout MutableSpan<Float>) -> Void
  ) throws(TensorError) -> Tensor {
    guard elementType.isFloat else { throw .type("softmax", elementType) }
    let rows = try converted(to: .float32).bringingLast([axis])
    let result = Tensor(.float32, rows.tensor.shape, of: Float.self) { out in
      rows.tensor.withElements(of: Float.self) { x in
        var poll = Poll()
        for row in 0 ..< rows.count where !poll.isRequested(after: rows.width) {
          body(x, row * rows.width ..< (row + 1) * rows.width, &out)
        }
      }
    }
    var order = Array(0 ..< rank - 1)
    order.insert(rank - 1, at: axis)
    return try result.transposed(order).converted(to: elementType)
  }

}

private func greatest(_ x: Span<Float>, _ range: Range<Int>) -> Float {
  var top = -Float.infinity
  for part in Slices(range) { for i in part { top = max(top, x[i]) } }
  return top
}
