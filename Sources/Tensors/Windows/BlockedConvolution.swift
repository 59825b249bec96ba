import Support

extension Tensor {

  /// The convolution of floats in the order in which an array sums that takes `block` channels at a
  /// time, in `float32` with each product and each sum rounded.
  ///
  /// Blocks of channels are outermost, then places of the kernel; of each the products are added from
  /// 0 on, and what they are is added to the sum. What lies outside of the input takes no part.
  /// - Shapes: [images, channels, …] and [filters, channels / groups, …] → [images, filters, …]
  /// - Errors: Extents do not go together, or the block is not positive.
  /// - Cost: plain loops, several times those of `convolution`.
  public static func convolution(
    _ input: Tensor, _ weights: Tensor, _ window: Window, groups: Int = 1, inBlocksOf block: Int
  ) throws(TensorError) -> Tensor {
    guard block > 0 else { throw .parameter("blocks of \(block) channels") }
    let sums = try BlockedConvolution(input, weights.shape, window, groups, block)
    return sums.result(input.converted(to: .float32), weights.converted(to: .float32))
  }

}

/// The extents of such a convolution.
private struct BlockedConvolution {

  let shape: [Int]
  let extents: [Int]
  let window: Window
  let groups: Int
  let channels: Int
  let block: Int

  init(
    _ input: Tensor, _ weights: [Int], _ window: Window, _ groups: Int, _ block: Int
  ) throws(TensorError) {
    // Whatever does not go together is refused as for any convolution.
    let plan = try ConvolutionPlan(
      input, weights, window, groups: groups, padding: Tensor(zeros: input.elementType, []))
    shape = plan.shape
    extents = Array(input.shape[2...])
    self.window = window
    self.groups = groups
    channels = plan.channels
    self.block = block
  }

  /// The innermost axis of the result, one row of which is summed at a time; 1 for none.
  private var width: Int { shape.count > 2 ? shape[shape.count - 1] : 1 }

  func result(_ input: Tensor, _ weights: Tensor) -> Tensor {
    var result = Tensor(zeros: .float32, shape)
    let rows = shape.dropLast(shape.count > 2 ? 1 : 0).product
    guard rows > 0, width > 0 else { return result }
    let work = max(1, channels * window.kernel.product * width)
    var poll = Poll()
    input.withElements(of: Float.self) { x in
      weights.withElements(of: Float.self) { w in
        result.withMutableElements(of: Float.self) { out in
          for row in 0 ..< rows {
            if poll.isRequested(after: work) { return }
            let sums = self.row(row, x, w)
            for column in sums.indices { out[row * width + column] = sums[column] }
          }
        }
      }
    }
    return result
  }

  /// One row of the result, counted over all axes but the last.
  private func row(_ row: Int, _ x: Span<Float>, _ w: Span<Float>) -> [Float] {
    let outer = Array(shape.dropFirst(2).dropLast())
    let place = places(row % max(1, outer.product), in: outer)
    let plane = row / max(1, outer.product)
    let (image, filter) = (plane / shape[1], plane % shape[1])
    let first = filter / (shape[1] / groups) * channels
    let taps = taps(place)
    let kernel = window.kernel.product
    var sums = [Float](repeating: 0, count: width)
    var own = sums
    for begin in stride(from: 0, to: channels, by: block) {
      for tap in taps {
        for column in tap.columns { own[column] = 0 }
        for channel in begin ..< min(begin + block, channels) {
          let factor = w[(filter * channels + channel) * kernel + tap.place]
          let start =
            (image * groups * channels + first + channel) * extents.product + tap.offset
          for column in tap.columns { own[column] += factor * x[start + column * tap.step] }
        }
        for column in tap.columns { sums[column] += own[column] }
      }
    }
    return sums
  }

  /// A place of the kernel over a row: the columns of the result where it lies inside of the input.
  private struct Tap {
    let place: Int
    let columns: Range<Int>

    /// Where the element for column 0 stands in a channel, and the distance to the next.
    let offset: Int
    let step: Int
  }

  private func taps(_ row: [Int]) -> [Tap] {
    (0 ..< window.kernel.product).compactMap { place in
      let position = places(place, in: window.kernel)
      var offset = 0
      for axis in row.indices {
        let at = self.position(axis, row[axis], position[axis])
        guard 0 ..< extents[axis] ~= at else { return nil }
        offset = offset * extents[axis] + at
      }
      guard let axis = window.kernel.indices.last else {
        return Tap(place: place, columns: 0 ..< 1, offset: 0, step: 0)
      }
      let first = self.position(axis, 0, position[axis])
      let step = window.strides[axis]
      let lower = first >= 0 ? 0 : (step - 1 - first) / step
      let upper = min(width, extents[axis] > first ? (extents[axis] - 1 - first) / step + 1 : 0)
      guard lower < upper else { return nil }
      return Tap(
        place: place, columns: lower ..< upper, offset: offset * extents[axis] + first, step: step)
    }
  }

  private func position(_ axis: Int, _ output: Int, _ kernel: Int) -> Int {
    output * window.strides[axis] + kernel * window.dilations[axis] - window.padsBegin[axis]
  }

  private func places(_ index: Int, in shape: [Int]) -> [Int] {
    var rest = index
    return shape.reversed().map { extent -> Int in
      defer { rest /= max(1, extent) }
      return rest % max(1, extent)
    }.reversed()
  }

}
