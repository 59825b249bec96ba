import Diagnostics
import GraphIR
import Support
import Tensors

/// A convolution with constant weights, in floats, in integers, or between `qnn.dequantize`.
struct ConvolutionCall {

  let form: ConvolutionForm
  let weights: ConvolutionWeights

  private let attributes: Attributes
  private let operands: [ID<Node>]

  /// - Returns: nil if `id` is something else, its weights are not constant, or its axes stand in
  ///   another order than `NC…` and `OI…`.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    guard let (op, attributes) = rewriter.call(id),
      [Conv1D.op, Conv2D.op, QConv2D.op].contains(op),
      let data = rewriter.tensorType(rewriter.operands(of: id)[0])?.shape,
      let inputs = data.count > 2 ? data[1] : nil
    else { return nil }
    let operands = rewriter.operands(of: id)
    let keys = Convolution(rank: data.count - 2)
    let plain = Attributes()
    let out = attributes[Convolution.outLayout]
    guard attributes[keys.dataLayout] == plain[keys.dataLayout],
      attributes[keys.kernelLayout] == plain[keys.kernelLayout],
      out.isEmpty || out == plain[keys.dataLayout],
      let weights = ConvolutionWeights(operands, of: op, in: rewriter),
      weights.tensor.rank == data.count, weights.tensor.count > 0,
      let window = try? keys.window.window(Array(weights.tensor.shape.dropFirst(2)), attributes)
    else { return nil }
    self.attributes = attributes
    self.operands = operands
    self.weights = weights
    form = ConvolutionForm(
      window: window, groups: attributes[Convolution.groups], batch: data[0], inputs: inputs,
      outputs: weights.tensor.shape[0], extents: Array(data.dropFirst(2)),
      isQuantized: op == QConv2D.op, hasUniformWeights: weights.isUniform)
  }

  var data: ID<Node> { operands[0] }

  /// A convolution of `form` with `weights` that stand for numbers as those of this one do.
  /// - Errors: the operator refuses it.
  func call(
    _ form: ConvolutionForm, _ weights: Tensor, data: ID<Node>? = nil,
    in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    var inputs = operands
    inputs[0] = data ?? self.data
    inputs[1] = try self.weights.node(holding: weights, in: &builder)
    let type = attributes[Convolution.outType]
    let settings = form.settings
    return try builder.call(
      form.op, inputs, type.isEmpty ? settings : settings.setting(Convolution.outType, type))
  }

  /// The same convolution of `form` over `data`.
  /// - Errors: the operator refuses it.
  func call(
    _ form: ConvolutionForm, over data: ID<Node>, in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    let type = attributes[Convolution.outType]
    let settings = form.settings
    return try builder.call(
      form.op, [data] + operands.dropFirst(),
      type.isEmpty ? settings : settings.setting(Convolution.outType, type))
  }

  /// The data after `body`, which moves elements and is given them and the element that stands
  /// for 0: integers stay integers where one scale makes numbers of them.
  func movedData(
    in builder: inout GraphBuilder,
    _ body: (inout GraphBuilder, _ data: ID<Node>, _ zero: ID<Node>) throws(Diagnostic) -> ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    if form.isQuantized { return try body(&builder, data, operands[2]) }
    let node = builder.module[data]
    if node.op == Dequantize.op,
      node.operands.dropFirst().allSatisfy({ builder.module[$0].type?.tensor?.count == 1 })
    {
      let parents = builder.parents
      builder.parents += [data]
      defer { builder.parents = parents }
      let moved = try body(&builder, node.operands[0], node.operands[2])
      return try builder.call(Dequantize.op, [moved] + node.operands.dropFirst(), node.attributes)
    }
    let zero = builder.constant(Tensor(zeros: try builder.tensorType(of: data).element, []))
    return try body(&builder, data, zero)
  }

}
