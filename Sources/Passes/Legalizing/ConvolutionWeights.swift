import Diagnostics
import GraphIR
import Support
import Tensors

/// The weights of a convolution, output channels first: numbers, or integers that stand for them.
struct ConvolutionWeights {

  let tensor: Tensor

  /// The element that stands for 0: one for all, or one for each output channel.
  private let zeros: [Int]

  /// Whether one scale and one zero are for all.
  let isUniform: Bool

  /// The `qnn.dequantize` of the integers, if they go through one.
  private let scaling: (id: ID<Node>, operands: [ID<Node>], attributes: Attributes)?

  /// - Returns: nil if the operands of a convolution have no weights that are known.
  init?(_ operands: [ID<Node>], of op: Op, in rewriter: Rewriter) {
    guard operands.count > 1 else { return nil }
    let id = operands[1]
    if let tensor = rewriter.constant(id) {
      guard op == QConv2D.op else {
        self.tensor = tensor
        zeros = [0]
        isUniform = true
        scaling = nil
        return
      }
      guard operands.count == 6, let zeros = rewriter.constant(operands[3])?.zeroPoints(for: tensor)
      else { return nil }
      self.tensor = tensor
      self.zeros = zeros
      isUniform = zeros.count == 1
      scaling = nil
      return
    }
    guard let (inner, attributes) = rewriter.call(id), inner == Dequantize.op else { return nil }
    let parts = rewriter.operands(of: id)
    let axis = attributes[Dequantize.axis]
    guard let tensor = rewriter.constant(parts[0]),
      let scales = rewriter.constant(parts[1]), let zeroPoint = rewriter.constant(parts[2]),
      let zeros = zeroPoint.zeroPoints(for: tensor),
      scales.count * zeroPoint.count == 1 || axis == 0 || axis + tensor.rank == 0
    else { return nil }
    self.tensor = tensor
    isUniform = scales.count * zeroPoint.count == 1
    self.zeros = zeros
    scaling = (id, Array(parts.dropFirst()), attributes.setting(Dequantize.axis, 0))
  }

  /// The element that stands for 0 in the output channel `channel`.
  func zero(of channel: Int) throws(Diagnostic) -> Tensor {
    let value = zeros[zeros.count == 1 ? 0 : channel]
    return try computing { () throws(TensorError) in
      try Tensor(tensor.elementType, [], ints: [value])
    }
  }

  /// A node with the integers or numbers `tensor`, scaled as these are.
  func node(
    holding tensor: Tensor, in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    guard let scaling else { return builder.constant(tensor) }
    let parents = builder.parents
    builder.parents += [scaling.id]
    defer { builder.parents = parents }
    let constant = builder.constant(tensor)
    return try builder.call(Dequantize.op, [constant] + scaling.operands, scaling.attributes)
  }

  /// These weights with each run of output channels whose zeros are the same mapped by `body`,
  /// which is given the rows of the run, their zero and their numbers.
  func mapped(
    _ body: (Tensor, _ zero: Tensor, Range<Int>) throws(Diagnostic) -> Tensor
  ) throws(Diagnostic) -> Tensor {
    var parts: [Tensor] = []
    for run in runs {
      let rows = try computing { () throws(TensorError) in try tensor.sliced(run, axis: 0) }
      parts.append(try body(rows, zero(of: run.lowerBound), run))
    }
    return try computing { () throws(TensorError) in try Tensor.concatenated(parts, axis: 0) }
  }

  /// Output channels one behind the other that have the same zero.
  private var runs: [Range<Int>] {
    let channels = tensor.shape[0]
    guard zeros.count > 1 else { return [0 ..< channels] }
    var runs: [Range<Int>] = []
    var first = 0
    for channel in 1 ... channels where channel == channels || zeros[channel] != zeros[first] {
      runs.append(first ..< channel)
      first = channel
    }
    return runs
  }

}

extension Tensor {
  /// This zero point as one for all of `weights`, or one for each of their output channels.
  fileprivate func zeroPoints(for weights: Tensor) -> [Int]? {
    guard elementType.isInteger, count == 1 || (rank == 1 && count == weights.shape[0]) else {
      return nil
    }
    return Set(ints).count == 1 ? [ints[0]] : ints
  }
}
