import Support

extension Tensor {

  /// The convolution run backwards: each input element adds `weights` times itself to the output
  /// elements under its window.
  ///
  /// `float64` is computed as that, everything else as `float32`.
  /// - Parameter outputExtents: The spatial extents of the result; what lies beyond is dropped.
  /// - Shapes: [images, channels, …] and [channels, filters / groups, …] → [images, filters, …]
  /// - Errors: Types or extents do not go together; the elements are not floats.
  public static func transposedConvolution(
    _ input: Tensor, _ weights: Tensor, bias: Tensor? = nil, _ window: Window, groups: Int = 1,
    outputExtents: [Int]
  ) throws(TensorError) -> Tensor {
    let type = input.elementType
    guard type.isFloat, type == weights.elementType, type == bias?.elementType ?? type else {
      throw .type("a transposed convolution of \(type)", weights.elementType)
    }
    if type != .float32, type != .float64 {
      let wide: ElementType = .float32
      return try transposedConvolution(
        input.converted(to: wide), weights.converted(to: wide), bias: bias?.converted(to: wide),
        window, groups: groups, outputExtents: outputExtents
      ).converted(to: type)
    }
    let plan = try TransposedPlan(input, weights, window, groups, outputExtents)
    var result = Tensor(zeros: type, plan.shape)
    if let bias {
      guard bias.shape == [plan.shape[1]] else { throw .shapes("a bias", bias.shape, plan.shape) }
      let column = try bias.reshaped(to: bias.shape + outputExtents.map { _ in 1 })
      result = try column.broadcast(to: plan.shape)
      result.makeUnique()
    }
    if type == .float64 {
      plan.run(Double.self, input, weights, into: result)
    } else {
      plan.run(Float.self, input, weights, into: result)
    }
    return result
  }

}

/// The extents of a transposed convolution, and where each tap of each window goes.
private struct TransposedPlan {

  let shape: [Int]
  let images: Int
  let groups: Int

  /// Input channels and output channels of one group.
  let channels: Int
  let filters: Int

  /// How many elements an input channel, an output channel and the kernel have.
  let inputs: Int
  let outputs: Int
  let taps: Int

  /// For each tap, and within it for each input element, the element of an output channel that it
  /// is added to, or -1.
  private let targets: [Int32]

  init(
    _ input: Tensor, _ weights: Tensor, _ window: Window, _ groups: Int, _ extents: [Int]
  ) throws(TensorError) {
    let rank = window.rank
    guard input.rank == rank + 2, weights.rank == rank + 2, extents.count == rank,
      Array(weights.shape[2...]) == window.kernel, groups > 0, input.shape[1] % groups == 0,
      weights.shape[0] == input.shape[1]
    else { throw .shapes("transposed convolution", input.shape, weights.shape) }
    let positive = window.kernel + window.strides + window.dilations
    let parameters = positive + window.padsBegin + extents
    guard parameters.allSatisfy({ abs($0) <= 1 << 20 }), positive.allSatisfy({ $0 > 0 }),
      [window.strides, window.dilations, window.padsBegin].allSatisfy({ $0.count == rank })
    else { throw .parameter("a window with parameters out of range") }
    let (filters, overflow) = weights.shape[1].multipliedReportingOverflow(by: groups)
    guard !overflow else { throw .badShape(weights.shape) }
    shape = [input.shape[0], filters] + extents
    let spatial = Array(input.shape[2...])
    guard Tensor.elementCount(shape, of: .int64) != nil,
      let taps = Tensor.elementCount(window.kernel), let inputs = Tensor.elementCount(spatial),
      let outputs = Tensor.elementCount(extents), outputs <= Int(Int32.max),
      let rows = Tensor.elementCount([weights.shape[1], taps, inputs], of: .int64), rows < 1 << 36
    else { throw .badShape(shape) }
    try Tensor.roomForElements(shape, of: input.elementType)
    try Tensor.roomForElements([weights.shape[1], taps, inputs], of: input.elementType)
    (self.taps, self.inputs, self.outputs, self.groups) = (taps, inputs, outputs, groups)
    (images, channels, self.filters) = (
      input.shape[0], input.shape[1] / groups, weights.shape[1]
    )
    targets = try places(window, spatial, extents)
  }

  func run<T: TensorElement>(
    _: T.Type, _ input: Tensor, _ weights: Tensor, into result: Tensor
  ) {
    guard channels * filters * inputs * outputs * images > 0 else { return }
    let height = filters * taps
    for index in Slices(images * groups, size: 1).joined() {
      let (image, group) = (index / groups, index % groups)
      let products = Storage(zeros: height * inputs * T.elementType.byteSize)
      addProduct(
        LeftFactor(
          tensor: weights, offset: group * channels * height, m: height, k: channels, row: 1,
          column: height),
        RightFactor(
          tensor: input, offset: (image * groups + group) * channels * inputs,
          rows: (0 ..< channels).map { $0 * inputs }, columns: Array(0 ..< inputs)),
        nil, into: ProductTarget(storage: products, stride: inputs))
      scatter(
        T.self, products, to: result.storage, at: (image * groups + group) * filters * outputs)
    }
  }

  /// Adds what the taps give to the elements where they lie.
  private func scatter<T: TensorElement>(
    _: T.Type, _ products: Storage, to storage: Storage, at start: Int
  ) {
    inParallel(over: filters, atLeast: max(1, (1 << 14) / (taps * inputs))) { filters in
      let source = unsafe products.bytes.bindMemory(to: T.self)
      let target = unsafe storage.mutableBytes.bindMemory(to: T.self)
      for filter in filters {
        let from = filter * targets.count
        let to = start + filter * outputs
        for part in Slices(targets.count) {
          for i in part where targets[i] >= 0 {
            let at = to + Int(targets[i])
            unsafe target[at] = T.sum(target[at], source[from + i])
          }
        }
      }
    }
  }

}

private func places(
  _ window: Window, _ input: [Int], _ output: [Int]
) throws(TensorError) -> [Int32] {
  let strides = rowMajorStrides(output)
  var result: [Int32] = []
  var poll = Poll()
  for tap in Places(window.kernel) {
    for place in Places(input) {
      if poll.isRequested(after: 16) { throw .interrupted }
      var offset = 0
      var isInside = true
      for axis in input.indices {
        let at =
          place[axis] * window.strides[axis] + tap[axis] * window.dilations[axis]
          - window.padsBegin[axis]
        isInside = isInside && at >= 0 && at < output[axis]
        offset += at * strides[axis]
      }
      result.append(isInside ? Int32(offset) : -1)
    }
  }
  return result
}
