import Support

/// The extents and tables of a convolution over any number of spatial axes.
///
/// - Shapes: input [images, groups × channels, …], weights [groups × filters, channels, …]
struct ConvolutionPlan {

  let images: Int
  let groups: Int

  /// Input channels and output channels of one group.
  let channels: Int
  let filters: Int

  /// The shape of the result.
  let shape: [Int]

  /// The input with its pads.
  let input: Tensor

  /// Where the elements under a window stand relative to its corner: (channel, kernel position).
  let rows: [Int]

  /// Where the corner of each window stands relative to the first one.
  let columns: [Int]

  /// The spatial extents of the result.
  var output: [Int] { Array(shape[2...]) }

  /// How many elements one channel of the padded input has.
  var plane: Int { input.shape[2...].product }

  /// - Parameter padding: What stands outside of the input.
  init(
    _ input: Tensor, _ weights: [Int], _ window: Window, groups: Int, padding: Tensor
  ) throws(TensorError) {
    let rank = window.rank
    guard input.rank == rank + 2, weights.count == rank + 2, Array(weights[2...]) == window.kernel
    else { throw .shapes("convolution", input.shape, weights) }
    guard groups > 0, weights[0] % groups == 0, input.shape[1] == groups * weights[1],
      weights[0] > 0, weights[1] > 0
    else { throw .shapes("convolution in \(groups) groups", input.shape, weights) }
    let output = try window.outputExtents(Array(input.shape[2...]))
    shape = [input.shape[0], weights[0]] + output
    guard Tensor.elementCount(shape, of: .int64) != nil else { throw .badShape(shape) }
    try Tensor.roomForElements(shape, of: input.elementType == .float64 ? .float64 : .float32)
    (images, channels, filters) = (input.shape[0], weights[1], weights[0] / groups)
    self.groups = groups
    self.input = try input.padded(
      begin: [0, 0] + window.padsBegin, end: [0, 0] + window.padsEnd, .constant(padding))
    let strides = rowMajorStrides(Array(self.input.shape[1...]))
    rows = try offsets([weights[1]] + window.kernel, strides, [1] + window.dilations)
    columns = try offsets(output, Array(strides.dropFirst()), window.strides)
  }

}

/// The offsets of a block of `shape` in row-major order, `steps` apart along the axes.
func offsets(
  _ shape: [Int], _ strides: [Int], _ steps: [Int]
) throws(TensorError) -> [Int] {
  var result = [0]
  var poll = Poll()
  for axis in shape.indices where shape[axis] != 1 {
    let step = strides[axis] * steps[axis]
    var next: [Int] = []
    next.reserveCapacity(result.count * shape[axis])
    for start in result {
      if poll.isRequested(after: shape[axis]) { throw .interrupted }
      var offset = start
      for _ in 0 ..< shape[axis] {
        next.append(offset)
        offset += step
      }
    }
    result = next
  }
  return result
}
