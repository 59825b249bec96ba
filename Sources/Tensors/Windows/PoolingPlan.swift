import Support

/// Which elements each window of a pooling takes, the same in each plane of the tensor.
struct PoolingPlan {

  /// The elements that a window takes along one axis, and how many the mean divides by.
  struct Run {
    var start: Int
    var count: Int
    var step: Int
    var divisor: Int
  }

  /// The elements of one window: runs along three axes.
  struct Taps {

    let depth: Run
    let row: Run
    let column: Run

    var first: Int { depth.start + row.start + column.start }

    /// What a mean divides the sum by.
    var count: Int { depth.divisor * row.divisor * column.divisor }

    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
      var plane = depth.start
      for _ in 0 ..< depth.count {
        var line = plane + row.start
        for _ in 0 ..< row.count {
          var offset = line + column.start
          for _ in 0 ..< column.count {
            body(offset)
            offset += column.step
          }
          line += row.step
        }
        plane += depth.step
      }
    }

  }

  let shape: [Int]
  let planes: Int

  /// How many elements a plane has before and after.
  let inputs: Int
  let outputs: Int

  /// The runs along each of three axes, by position in the output.
  private let runs: [[Run]]

  init(
    _ tensor: Tensor, _ window: Window, countsPads: Bool
  ) throws(TensorError) {
    guard tensor.rank == window.rank + 2, window.rank <= 3 else {
      throw .shapes("pooling", tensor.shape, window.kernel)
    }
    let input = Array(tensor.shape[2...])
    let output = try window.outputExtents(input)
    shape = Array(tensor.shape[..<2]) + output
    try Tensor.roomForElements(shape, of: .int64)
    planes = tensor.shape[0] * tensor.shape[1]
    inputs = input.product
    outputs = output.product
    let strides = rowMajorStrides(input)
    let single = [Run(start: 0, count: 1, step: 0, divisor: 1)]
    runs =
      (window.rank ..< 3).map { _ in single }
      + input.indices.map { axis in
        (0 ..< output[axis]).map {
          window.run($0, axis, input[axis], strides[axis], countsPads: countsPads)
        }
      }
  }

  /// Whether each window has an element.
  var hasNoEmptyWindow: Bool { runs.allSatisfy { $0.allSatisfy { $0.count > 0 } } }

  /// How many planes are worth a thread.
  var planesPerTask: Int { max(1, (1 << 14) / max(1, outputs)) }

  /// Calls `body` with each window of a plane in row-major order.
  @inline(__always)
  func forEachWindow(_ body: (Taps) -> Void) {
    var poll = Poll()
    for depth in runs[0] {
      for row in runs[1] {
        for column in runs[2] {
          let taps = Taps(depth: depth, row: row, column: column)
          if poll.isRequested(after: taps.count) { return }
          body(taps)
        }
      }
    }
  }

}

extension Window {

  /// The elements under the window at `position` along `axis`.
  fileprivate func run(
    _ position: Int, _ axis: Int, _ extent: Int, _ stride: Int, countsPads: Bool
  ) -> PoolingPlan.Run {
    let corner = position * strides[axis] - padsBegin[axis]
    let dilation = dilations[axis]
    let first = corner >= 0 ? 0 : (dilation - 1 - corner) / dilation
    let count = max(0, taps(axis, before: extent - corner) - first)
    return PoolingPlan.Run(
      start: count == 0 ? 0 : (corner + first * dilation) * stride, count: count,
      step: dilation * stride,
      divisor: countsPads ? taps(axis, before: extent + padsEnd[axis] - corner) : count)
  }

  /// How many taps of the kernel stand less than `distance` behind its corner.
  private func taps(_ axis: Int, before distance: Int) -> Int {
    max(0, min(kernel[axis], (distance + dilations[axis] - 1) / dilations[axis]))
  }

}
