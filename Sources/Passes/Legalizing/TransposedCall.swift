import Diagnostics
import GraphIR
import Support
import Tensors

/// A transposed convolution with constant weights, and the convolution that gives its pixels.
///
/// - Units: elements. Lists have an entry for each spatial axis.
struct TransposedCall {

  /// The convolution, and where its results stand.
  struct Subpixels {
    var form: ConvolutionForm

    /// The elements of each axis before the first one of the result.
    var crop: [Int]
  }

  private let op: Op
  private let attributes: Attributes
  private let data: ID<Node>
  private let shape: [Int]
  private let weights: ConvolutionWeights
  private let window: Window
  private let groups: Int
  private let extents: [Int]

  let subpixels: Subpixels

  /// - Returns: nil if `id` is something else, its weights or shapes are not known, or the padding
  ///   is more than a kernel reaches.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    guard let (op, attributes) = rewriter.call(id),
      let keys = ConvTranspose.all.first(where: { $0.op == op }), keys.rank < 3
    else { return nil }
    let operands = rewriter.operands(of: id)
    guard let shape = rewriter.tensorType(operands[0])?.extents,
      let weights = ConvolutionWeights(operands, of: op, in: rewriter), weights.isUniform,
      weights.tensor.count > 0,
      let result = rewriter.tensorType(id)?.extents,
      let window = try? keys.window.window(Array(weights.tensor.shape.dropFirst(2)), attributes),
      window.padsBegin.allSatisfy({ $0 >= 0 })
    else { return nil }
    self.op = op
    self.attributes = attributes
    data = operands[0]
    self.shape = shape
    self.weights = weights
    self.window = window
    groups = attributes[ConvTranspose.groups]
    extents = Array(result.dropFirst(2))
    guard
      let subpixels = Self.subpixels(
        window, shape, extents, groups: groups, channels: weights.tensor.shape[1])
    else { return nil }
    self.subpixels = subpixels
  }

  func outline(_ result: TensorType?) -> CallOutline {
    CallOutline(
      op, attributes, operands: [shape.map(\.self), weights.tensor.shape.map(\.self)],
      result: result?.shape)
  }

  private static func subpixels(
    _ window: Window, _ shape: [Int], _ extents: [Int], groups: Int, channels: Int
  ) -> Subpixels? {
    var kernel: [Int] = []
    var begin: [Int] = []
    var end: [Int] = []
    var crop: [Int] = []
    var outputs = channels * groups
    for axis in 0 ..< window.rank {
      let (stride, pad) = (window.strides[axis], window.padsBegin[axis])
      let taps = (window.reach(axis) + stride - 1) / stride
      let first = pad / stride
      let last = (extents[axis] - 1 + pad) / stride
      guard first < taps, last >= shape[axis + 2] - 1 || last >= first else { return nil }
      kernel.append(taps)
      begin.append(taps - 1 - first)
      end.append(last - (shape[axis + 2] - 1))
      crop.append(pad - first * stride)
      let (product, overflow) = outputs.multipliedReportingOverflow(by: stride)
      guard !overflow else { return nil }
      outputs = product
    }
    guard Tensor.elementCount([outputs, shape[1]] + kernel) != nil, end.allSatisfy({ $0 >= 0 })
    else { return nil }
    let form = ConvolutionForm(
      window: Window(kernel: kernel, padsBegin: begin, padsEnd: end), groups: groups,
      batch: shape[0], inputs: shape[1], outputs: outputs, extents: Array(shape.dropFirst(2)))
    return Subpixels(form: form, crop: crop)
  }

}

extension TransposedCall {

  func made(
    in builder: inout GraphBuilder
  ) throws(Diagnostic) -> OperatorRule.Made {
    let form = subpixels.form
    let zero = try weights.zero(of: 0)
    let tensor = try computing { () throws(TensorError) in try subpixelWeights(zero) }
    let kernel = try weights.node(holding: tensor, in: &builder)
    let sums = try builder.call(form.plainOp, [data, kernel], form.settings)
    let pixels = try shuffled(sums, in: &builder)
    return OperatorRule.Made(result: pixels, convolution: sums)
  }

  /// The kernels of all pixels of a block, output channels first: those of a block follow each
  /// other.
  private func subpixelWeights(_ zero: Tensor) throws(TensorError) -> Tensor {
    let (form, rank) = (subpixels.form, window.rank)
    let weights = weights.tensor
    let (inputs, channels) = (weights.shape[0], weights.shape[1])
    let strides = window.strides
    let spread = try weights.spread(by: window.dilations, filledWith: zero)
    let more = (0 ..< rank).map {
      form.window.kernel[$0] * strides[$0] - spread.shape[$0 + 2]
    }
    let whole = try spread.padded(
      begin: [0, 0] + more.map { _ in 0 }, end: [0, 0] + more, .constant(zero))
    // Groups, inputs of a group, channels, then taps and strides of each axis in turn.
    var split = [groups, inputs / groups, channels]
    for axis in 0 ..< rank { split += [form.window.kernel[axis], strides[axis]] }
    let order = [0, 2] + (0 ..< rank).map { 4 + 2 * $0 } + [1] + (0 ..< rank).map { 3 + 2 * $0 }
    let kernels = try whole.reshaped(to: split).transposed(order).reshaped(to: form.weightShape)
    // The window of a convolution runs forwards.
    return try kernels.sliced(
      starts: [0, 0] + form.window.kernel.map { $0 - 1 }, extents: form.weightShape,
      steps: [1, 1] + form.window.kernel.map { _ in -1 })
  }

  /// The channels of a block as pixels, without those before and behind the result.
  private func shuffled(
    _ sums: ID<Node>, in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    let strides = window.strides
    let found = try builder.tensorType(of: sums).extents ?? []
    let rank = strides.count
    guard found.count == rank + 2 else { throw .error("the extents of \(sums) are not known") }
    let channels = weights.tensor.shape[1] * groups
    var node = sums
    if strides.contains(where: { $0 > 1 }) {
      let spatial = Array(found.dropFirst(2))
      var order = [0, 1]
      for axis in 0 ..< rank { order += [2 + rank + axis, 2 + axis] }
      node = try builder.call(
        Reshape.op, [node], [Reshape.shape([found[0], channels] + strides + spatial)])
      node = try builder.call(Transpose.op, [node], [Transpose.axes(order)])
      let extents = zip(spatial, strides).map { $0 * $1 }
      node = try builder.call(
        Reshape.op, [node], [Reshape.shape([found[0], channels] + extents)])
    }
    let full = try builder.tensorType(of: node).extents ?? []
    let ends = zip(subpixels.crop, extents).map { $0 + $1 }
    if subpixels.crop.allSatisfy({ $0 == 0 }), Array(full.dropFirst(2)) == extents { return node }
    return try builder.call(
      StridedSlice.op, [node],
      [
        StridedSlice.begin(subpixels.crop), StridedSlice.end(ends), StridedSlice.strides([1]),
        StridedSlice.axes(Array(2 ..< 2 + rank)),
      ])
  }

}
