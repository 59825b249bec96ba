import Diagnostics
import GraphIR
import Support
import Tensors

extension ChannelRule {

  /// Channels that are moved before a convolution are other places of its weights.
  ///
  ///     conv(move(x), w) = conv(x, move⁻¹(w))
  static let before = ChannelRule(
    "channels-before", "channels that are moved before a convolution, in its weights"
  ) { rewriter, id, around throws(Diagnostic) in
    guard let call = ConvolutionCall(id, in: rewriter), call.form.groups == 1,
      !call.form.isQuantized, let map = ChannelMap(call.data, in: rewriter), !map.hasPads,
      let inverse = map.inverse, map.width <= 2 * map.channels.count
    else { return nil }
    var form = call.form
    form.inputs = map.width
    guard around.take(form) else { return nil }
    return try rewriter.making(from: [id, call.data]) { builder throws(Diagnostic) in
      let weights = try call.weights.mapped { rows, zero, _ throws(Diagnostic) in
        try rows.picking(inverse, axis: 1, orElse: zero)
      }
      return try call.call(form, weights, data: map.source, in: &builder)
    }
  }

  /// The elements of an image that are moved before a dense layer are other places of its weights.
  ///
  ///     dense(flatten(move(x)), w) = dense(flatten(x), move⁻¹(w))
  static let rows = ChannelRule(
    "rows", "elements that are moved before a dense layer, in its weights"
  ) { rewriter, id, _ throws(Diagnostic) in
    guard rewriter.call(id)?.op == Dense.op else { return nil }
    let operands = rewriter.operands(of: id)
    guard operands.count == 2, let (op, attributes) = rewriter.call(id),
      let weights = ConvolutionWeights(operands, of: op, in: rewriter),
      let order = ElementOrder(operands[0], in: rewriter)
    else { return nil }
    return try rewriter.making(from: [id, operands[0]]) { builder throws(Diagnostic) in
      let moved = try weights.mapped { rows, zero, _ throws(Diagnostic) in
        try rows.picking(order.inverse, axis: 1, orElse: zero)
      }
      let row = try builder.call(BatchFlatten.op, [order.source])
      return try builder.call(op, [row, weights.node(holding: moved, in: &builder)], attributes)
    }
  }

  /// Channels that are moved behind a convolution are other places of its weights, and so is what
  /// belongs to it.
  ///
  ///     move(f(conv(x, w) + b)) = f(conv(x, move(w)) + move(b))
  static let behind = ChannelRule(
    "channels-behind", "channels that are moved behind a convolution, in its weights"
  ) { rewriter, id, around throws(Diagnostic) in
    guard let map = ChannelMap(id, in: rewriter), !map.hasPads,
      (map.inner + [map.source]).allSatisfy({ around.uses.isOnlyOne(of: $0) }),
      let tail = ConvolutionTail(map.source, keepingZeros: map.hasZeros, around.uses, in: rewriter)
    else { return nil }
    var form = tail.call.form
    form.outputs = map.channels.count
    guard around.take(form) else { return nil }
    return try rewriter.making(from: [id, map.source]) { builder throws(Diagnostic) in
      try tail.rebuilt(form, picking: map.channels, in: &builder)
    }
  }

}

extension Tensor {
  /// The slices along `axis` that `places` names, and `zero` where it names none.
  func picking(_ places: [Int?], axis: Int, orElse zero: Tensor) throws(Diagnostic) -> Tensor {
    try computing { () throws(TensorError) in
      var end = shape.map { _ in 0 }
      end[axis] = 1
      let none = shape[axis]
      let longer = try padded(begin: shape.map { _ in 0 }, end: end, .constant(zero))
      return try longer.gathered(
        Tensor([places.count], places.map { Int64($0 ?? none) }), axis: axis)
    }
  }
}

/// A convolution with weights that are known, and what treats its channels alike behind it.
private struct ConvolutionTail {

  let call: ConvolutionCall

  private let end: ID<Node>
  private var calls: [(id: ID<Node>, op: Op, attributes: Attributes, bias: Tensor?)] = []

  /// - Parameter keepsZeros: whether a channel of zeros has to stay one.
  /// - Returns: nil if `id` is something else, or others read what is between.
  init?(_ id: ID<Node>, keepingZeros keepsZeros: Bool, _ uses: Uses, in rewriter: Rewriter) {
    var end = id
    while let (op, attributes) = rewriter.call(end) {
      var bias: Tensor?
      switch op {
      case Elementwise.relu, LeakyRelu.op: break
      case Clip.op:
        let holdsZero = attributes[Clip.low] <= 0 && attributes[Clip.high] >= 0
        guard !keepsZeros || holdsZero else { return nil }
      case BiasAdd.op:
        let operands = rewriter.operands(of: end)
        guard attributes[BiasAdd.axis] == 1, let tensor = rewriter.constant(operands[1]) else {
          return nil
        }
        bias = tensor
      default:
        guard let call = ConvolutionCall(end, in: rewriter), call.form.groups == 1,
          call.form.hasUniformWeights, !call.form.isQuantized
        else { return nil }
        self.call = call
        self.end = end
        return
      }
      calls.append((end, op, attributes, bias))
      end = rewriter.operands(of: end)[0]
      guard uses.isOnlyOne(of: end) else { return nil }
    }
    return nil
  }

  /// The same with other channels: those that `channels` names, and zeros where it names none.
  func rebuilt(
    _ form: ConvolutionForm, picking channels: [Int?], in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    let parents = builder.parents
    defer { builder.parents = parents }
    builder.parents += [end]
    let weights = try call.weights.tensor.picking(
      channels, axis: 0, orElse: call.weights.zero(of: 0))
    var node = try call.call(form, weights, in: &builder)
    for (id, op, attributes, bias) in calls.reversed() {
      builder.parents = parents + [id]
      var operands = [node]
      if let bias {
        let zero = Tensor(zeros: bias.elementType, [])
        operands.append(builder.constant(try bias.picking(channels, axis: 0, orElse: zero)))
      }
      node = try builder.call(op, operands, attributes)
    }
    return node
  }

}

/// Where the elements of a row come from, where operators move them and do nothing else.
private struct ElementOrder {

  let source: ID<Node>

  /// For each element of the source its place in the row.
  let inverse: [Int?]

  private static let longestChain = 8

  /// - Returns: nil if only views are between, or the row has an element twice or one of nowhere.
  /// - Cost: O(elements) for each node between.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    var chain: [ElementMove] = []
    var end = id
    while chain.count < Self.longestChain, let move = ElementMove(end, in: rewriter),
      move.op != Pad.op, move.field == nil
    {
      chain.append(move)
      end = move.data
    }
    guard chain.contains(where: { !$0.op.has(.view) }),
      let shape = rewriter.tensorType(end)?.extents, shape.count > 1, shape[0] == 1,
      let count = Tensor.elementCount(shape), count > 0, count <= 1 << 24
    else { return nil }
    var places = Tensor(shape, (0 ..< count).map { Int64($0) })
    for move in chain.reversed() {
      let operands = [.tensor(places)] + move.constants.map { Value.tensor($0) }
      guard let moved = try? move.op.evaluate(operands, move.attributes).tensor else { return nil }
      places = moved
    }
    guard places.rank == 2, places.shape[0] == 1, count <= 2 * places.count else { return nil }
    source = end
    var inverse = [Int?](repeating: nil, count: count)
    for (place, element) in places.ints.enumerated() {
      guard inverse[element] == nil else { return nil }
      inverse[element] = place
    }
    self.inverse = inverse
  }

}
