import Diagnostics
import GraphIR
import Support
import Tensors

/// Behind what `legalize` has made, an operator that treats elements alike goes before what only
/// moves them: so that what belongs to a convolution stands next to it.
extension Rule {

  static let views: [Rule] = [
    Rule("expand-squeeze", "expand_dims(squeeze(x)) = x") { rewriter, id, _ throws(Diagnostic) in
      guard rewriter[id].op == ExpandDims.op, rewriter.isLegalized(id) else { return nil }
      return rewriter.unsqueezed(rewriter.operands(of: id)[0])
    },
    Rule("view-squeeze", "reshape(squeeze(x)) = reshape(x), also of batch_flatten") {
      rewriter, id, _ throws(Diagnostic) in
      guard let op = rewriter[id].op, op.has(.view),
        let x = rewriter.unsqueezed(rewriter.operands(of: id)[0]),
        let shape = rewriter.tensorType(id)?.extents, !shape.contains(0)
      else { return nil }
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        op == BatchFlatten.op
          ? try builder.call(op, [x])
          : try builder.call(Reshape.op, [x], [Reshape.shape(shape)])
      }
    },
    Rule("through-squeeze", "f(squeeze(x)) = squeeze(f(x))") {
      rewriter, id, _ throws(Diagnostic) in
      guard let (op, attributes) = rewriter.call(id), rewriter.isElementwise(id) else { return nil }
      let operands = rewriter.operands(of: id)
      var inner: [ID<Node>] = []
      for operand in operands {
        guard let value = try rewriter.unsqueezedOperand(operand, of: id) else { return nil }
        inner.append(value)
      }
      guard operands.contains(where: { rewriter.unsqueezed($0) != nil }) else { return nil }
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        let result = try builder.call(op, inner, attributes)
        return try builder.call(Squeeze.op, [result], [Squeeze.axis([2])])
      }
    },
    Rule("concatenate-squeeze", "concatenate(squeeze(x), …) = squeeze(concatenate(x, …))") {
      rewriter, id, _ throws(Diagnostic) in
      guard let tuple = rewriter.operands(of: id, ifCallOf: Concatenate.op)?.first,
        case .tuple = rewriter[rewriter.current(tuple)].kind
      else { return nil }
      let fields = rewriter.operands(of: rewriter.current(tuple))
      let inner = fields.compactMap { rewriter.unsqueezed($0) }
      guard inner.count == fields.count, !inner.isEmpty else { return nil }
      let axis = rewriter[id].attributes[Concatenate.axis]
      let place = axis < 0 ? axis + 3 : axis
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        let result = try builder.call(
          Concatenate.op, [builder.tuple(inner)], [Concatenate.axis(place < 2 ? place : place + 1)])
        return try builder.call(Squeeze.op, [result], [Squeeze.axis([2])])
      }
    },
    Rule("through-pixels", "f(pixels(x)) = pixels(f(x)), a bias once for each pixel of a block") {
      rewriter, id, uses throws(Diagnostic) in
      guard let (op, attributes) = rewriter.call(id), rewriter.isElementwise(id),
        let chain = MovedPixels(under: id, uses, in: rewriter)
      else { return nil }
      let others = Array(rewriter.operands(of: id).dropFirst())
      guard op == BiasAdd.op || others.allSatisfy({ rewriter.isScalar($0) }) else { return nil }
      let bias = op == BiasAdd.op ? chain.bias(others, in: rewriter) : nil
      guard op != BiasAdd.op || bias != nil else { return nil }
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        let inputs = try bias.map { tensor throws(Diagnostic) in [builder.constant(tensor)] }
        let result = try builder.call(op, [chain.end] + (inputs ?? others), attributes)
        return try chain.rebuilt(on: result, in: &builder)
      }
    },
  ]

}

extension Program {

  /// Applies the rules on views until none of them matches.
  /// - Errors: the user asked to stop.
  mutating func moveViews(as pass: String, in context: PassContext) throws(Diagnostic) {
    for _ in 0 ..< 1000 {
      try context.checkForStop()
      let before = actions.count
      let uses = Uses(module)
      let order = module.openFunctions.flatMap { module.openNodes(of: $0) }
      try rewrite(as: pass) { rewriter throws(Diagnostic) in
        for id in order { try rewriter.apply(Rule.views, at: id, uses) }
      }
      if actions.count == before { return }
    }
  }

}

extension Rewriter {

  /// Operators that treat all elements alike.
  private static let elementwise: Set<Op> = [
    Elementwise.relu, Elementwise.copy, Clip.op, Cast.op, LeakyRelu.op,
    ElementwiseUnary.sigmoid, ElementwiseUnary.hyperbolicTangent, Arithmetic.add,
    Arithmetic.subtract, Arithmetic.multiply, Arithmetic.divide, Arithmetic.maximum,
    Arithmetic.minimum, GraphIR.Quantize.op, Dequantize.op, Requantize.op, BiasAdd.op,
  ]

  /// Whether `id` treats all elements of a channel alike.
  fileprivate func isElementwise(_ id: ID<Node>) -> Bool {
    guard let (op, attributes) = call(id), Self.elementwise.contains(op) else { return false }
    return op != BiasAdd.op || attributes[BiasAdd.axis] == 1
  }

  fileprivate func isLegalized(_ id: ID<Node>) -> Bool {
    self[id].origin.pass == Legalize.info.name
  }

  fileprivate func isScalar(_ id: ID<Node>) -> Bool { tensorType(id)?.count == 1 }

  /// What `id` was before `legalize` took an axis from it.
  fileprivate func unsqueezed(_ id: ID<Node>) -> ID<Node>? {
    guard isLegalized(id), let operand = operands(of: id, ifCallOf: Squeeze.op)?.first,
      self[id].attributes[Squeeze.axis] == [2], tensorType(id)?.shape.count == 3
    else { return nil }
    return current(operand)
  }

  /// The operand of the operator `id` for data of one axis more; nil where it can not be.
  fileprivate mutating func unsqueezedOperand(
    _ operand: ID<Node>, of id: ID<Node>
  ) throws(Diagnostic) -> ID<Node>? {
    if let inner = unsqueezed(operand) { return inner }
    if isScalar(operand) || self[id].op == BiasAdd.op { return operand }
    guard let tensor = constant(operand), (2 ... 3).contains(tensor.rank),
      tensor.shape[tensor.rank - 1] == 1
    else { return nil }
    // One number for each channel.
    let wide = try computing { () throws(TensorError) in
      try tensor.reshaped(to: tensor.shape + [1])
    }
    return making(from: [operand]) { $0.constant(wide) }
  }

}

/// Operators made by `legalize` that move the channels of a convolution to pixels.
private struct MovedPixels {

  /// What is moved.
  let end: ID<Node>

  private let calls: [(op: Op, attributes: Attributes)]

  /// How many channels the result has, and what is moved.
  private let channels: Int
  private let inner: Int

  /// Whether channels are left out, and not moved.
  private let isCut: Bool

  /// - Returns: nil if the first operand of `id` is something else, or others read it too.
  init?(under id: ID<Node>, _ uses: Uses, in rewriter: Rewriter) {
    let movers = [Reshape.op, Transpose.op, StridedSlice.op]
    guard let start = rewriter.operands(of: id).first else { return nil }
    var calls: [(op: Op, attributes: Attributes)] = []
    var end = start
    while let (op, attributes) = rewriter.call(end), movers.contains(op),
      rewriter.isLegalized(end), uses.isOnlyOne(of: end)
    {
      calls.append((op, attributes))
      end = rewriter.operands(of: end)[0]
    }
    let isCut = calls.contains {
      $0.op == StridedSlice.op && $0.attributes[StridedSlice.axes] == [1]
    }
    guard !calls.isEmpty, !isCut || calls.count == 1,
      let before = rewriter.tensorType(end)?.shape,
      let after = rewriter.tensorType(start)?.shape, after.count > 2,
      before.count > 2, let inner = before[1], let outer = after[1], outer > 0,
      isCut || inner % outer == 0
    else { return nil }
    self.calls = calls.reversed()
    self.end = end
    self.isCut = isCut
    self.inner = inner
    channels = outer
  }

  /// The constant that `others` holds for each channel, once for each pixel of a block, and 0 where
  /// channels are left out.
  func bias(_ others: [ID<Node>], in rewriter: Rewriter) -> Tensor? {
    guard let tensor = others.first.flatMap({ rewriter.constant($0) }), tensor.count == channels
    else { return nil }
    let values = tensor.doubles
    let spread =
      isCut
      ? values + [Double](repeating: 0, count: inner - channels)
      : values.flatMap { [Double](repeating: $0, count: inner / channels) }
    return try? .vector(spread, tensor.elementType)
  }

  func rebuilt(
    on value: ID<Node>, in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    var value = value
    for (op, attributes) in calls { value = try builder.call(op, [value], attributes) }
    return value
  }

}
