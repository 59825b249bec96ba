import Support

extension Tensor {

  /// eˣ divided by the sum of it along `axis`.
  ///
  /// `float64` is computed as that, everything else as `float32`.
  /// - Errors: The axis does not exist, or the elements are not floats.
  public func softmax(axis: Int) throws(TensorError) -> Tensor {
    elementType == .float64 ? try softmax(Double.self, axis) : try softmax(Float.self, axis)
  }

  /// The logarithm of `softmax`, without its loss of small numbers.
  /// - Errors: The axis does not exist, or the elements are not floats.
  public func logSoftmax(axis: Int) throws(TensorError) -> Tensor {
    elementType == .float64 ? try logSoftmax(Double.self, axis) : try logSoftmax(Float.self, axis)
  }

  private func softmax<T: TensorElement & Elementary>(
    _: T.Type, _ axis: Int
  ) throws(TensorError) -> Tensor {
    try alongRows(axis) { (x: Span<T>, range, out) in
      let top = greatest(x, range)
      var sum: T = 0
      for part in Slices(range) {
        for i in part {
          out[i] = T.exponential(x[i] - top)
          sum += out[i]
        }
      }
      for part in Slices(range) { for i in part { out[i] /= sum } }
    }
  }

  private func logSoftmax<T: TensorElement & Elementary>(
    _: T.Type, _ axis: Int
  ) throws(TensorError) -> Tensor {
    try alongRows(axis) { (x: Span<T>, range, out) in
      let top = greatest(x, range)
      var sum: T = 0
      for part in Slices(range) { for i in part { sum += T.exponential(x[i] - top) } }
      let shift = T.logarithm(sum) + top
      for part in Slices(range) { for i in part { out[i] = x[i] - shift } }
    }
  }

  /// Calls `body` with each row along `axis`, computed as `T`.
  private func alongRows<T: TensorElement>(
    _ axis: Int, _ body: (Span<T>, Range<Int>, inout MutableSpan<T>) -> Void
  ) throws(TensorError) -> Tensor {
    guard elementType.isFloat else { throw .type("softmax", elementType) }
    let rows = try converted(to: T.elementType).bringingLast([axis])
    let result = Tensor(T.elementType, rows.tensor.shape, of: T.self) { out in
      rows.tensor.withElements(of: T.self) { x in
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

private func greatest<T: BinaryFloatingPoint>(_ x: Span<T>, _ range: Range<Int>) -> T {
  var top = -T.infinity
  for part in Slices(range) { for i in part { top = max(top, x[i]) } }
  return top
}
