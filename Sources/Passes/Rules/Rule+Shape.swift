import Diagnostics
import GraphIR
import Support
import Tensors

extension Rule {

  /// Operators that only move elements or rename axes.
  static let shapes: [Rule] = [
    Rule("reshape-same", "reshape(x) = x, to the shape that it has") {
      rewriter, id, _ throws(Diagnostic) in
      guard rewriter.keepsOrder(id),
        let x = rewriter[id].operands.first, rewriter.tensorType(x)?.extents != nil
      else { return nil }
      return x
    },
    Rule("reshape-reshape", "reshape(reshape(x)) = reshape(x), also of squeeze and its like") {
      rewriter, id, _ throws(Diagnostic) in
      guard rewriter[id].op?.has(.view) == true, let inner = rewriter[id].operands.first,
        rewriter.keepsOrder(inner), let shape = rewriter.tensorType(id)?.extents,
        !shape.contains(0)
      else { return nil }
      let x = rewriter[inner].operands[0]
      return try rewriter.making(from: [id, inner]) { builder throws(Diagnostic) in
        try builder.call(Reshape.op, [x], [Reshape.shape(shape)])
      }
    },
    Rule("reshape-flatten", "reshape(x) = batch_flatten(x), to one row for each sample") {
      rewriter, id, _ throws(Diagnostic) in
      guard let x = rewriter.operands(of: id, ifCallOf: Reshape.op)?.first,
        let from = rewriter.tensorType(x)?.extents, let to = rewriter.tensorType(id)?.extents,
        from.count > 2, to.count == 2, from[0] == to[0]
      else { return nil }
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        try builder.call(BatchFlatten.op, [x])
      }
    },
    Rule("view-down", "f(reshape(w ∗ x)) = reshape(f(w ∗ x)), of sums, products and limits") {
      rewriter, id, uses throws(Diagnostic) in try rewriter.movedBehind(id, uses)
    },
    Rule("transpose-same", "transpose(x) = x, in the order that it has") {
      rewriter, id, _ throws(Diagnostic) in
      guard let axes = rewriter.transposition(id), axes == Array(axes.indices) else { return nil }
      return rewriter[id].operands[0]
    },
    Rule("transpose-transpose", "transpose(transpose(x, a), b) = transpose(x, a∘b)") {
      rewriter, id, _ throws(Diagnostic) in
      guard let outer = rewriter.transposition(id),
        let inner = rewriter.transposition(rewriter[id].operands[0]),
        let (op, attributes) = rewriter.call(id)
      else { return nil }
      let x = rewriter[rewriter[id].operands[0]].operands[0]
      let joined = outer.map { inner[$0] }
      if joined == Array(joined.indices) { return x }
      let changed = attributes.setting(Transpose.axes, joined)
      return try rewriter.making(from: [id, rewriter[id].operands[0]]) {
        builder throws(Diagnostic) in try builder.call(op, [x], changed)
      }
    },
    Rule("transpose-through", "transpose(f(transpose(x, a)), b) = transpose(f(x), a∘b)") {
      rewriter, id, uses throws(Diagnostic) in
      guard let outer = rewriter.transposition(id),
        let chain = ElementwiseChain(under: id, uses, in: rewriter),
        let inner = rewriter.transposition(chain.end)
      else { return nil }
      let joined = outer.map { inner[$0] }
      let x = rewriter[chain.end].operands[0]
      return try rewriter.making(from: [id, chain.end] + chain.nodes) {
        builder throws(Diagnostic) in
        let value = try chain.rebuilt(on: x, axes: inner, in: &builder)
        if joined == Array(joined.indices) { return value }
        return try builder.call(Transpose.op, [value], [Transpose.axes(joined)])
      }
    },
  ]

}

extension Rewriter {

  /// Whether `id` has the elements of its operand in the same order.
  fileprivate func keepsOrder(_ id: ID<Node>) -> Bool {
    self[id].op.map { $0.has(.view) || $0 == Elementwise.copy } ?? false
  }

  /// The operator `id` on what the view under it reads, and that view of its result: so that what
  /// belongs to a product stands next to it.
  /// - Returns: nil where the view is read by others, does not follow a product, or the operator
  ///   tells the elements apart by more than the channel.
  fileprivate mutating func movedBehind(
    _ id: ID<Node>, _ uses: Uses
  ) throws(Diagnostic) -> ID<Node>? {
    guard let (op, attributes) = call(id), Self.channelwise.contains(op),
      let view = self[id].operands.first(where: { constant($0) == nil }),
      let (viewOp, viewAttributes) = call(view), viewOp.has(.view), uses.isOnlyOne(of: view)
    else { return nil }
    let value = self[view].operands[0]
    guard
      let product = LinearProduct(value, in: self) ?? BiasedProduct(value, in: self)?.product
    else { return nil }
    var constants: [Tensor] = []
    if let (_, constant) = variableAndConstant(id) {
      guard let moved = try constant.moved(from: id, behind: product, in: self) else { return nil }
      constants = [moved]
    }
    return try making(from: [id, view]) { builder throws(Diagnostic) in
      let others = constants.map { builder.constant($0) }
      let plain = op == BiasAdd.op ? Arithmetic.add : op
      let result = try builder.call(
        plain, [value] + others, op == BiasAdd.op ? Attributes() : attributes)
      return try builder.call(viewOp, [result], viewAttributes)
    }
  }

  /// Operators that may treat channels differently, but nothing else.
  private static let channelwise: Set<Op> = [
    Elementwise.relu, Clip.op, Arithmetic.add, Arithmetic.multiply, BiasAdd.op,
  ]

  /// For each axis of the result of the transposition `id`, the axis that it was.
  func transposition(_ id: ID<Node>) -> [Int]? {
    guard let (op, attributes) = call(id), op == Transpose.op,
      let rank = tensorType(id)?.shape.count
    else { return nil }
    let axes = attributes[Transpose.axes] ?? []
    guard !axes.isEmpty else { return (0 ..< rank).reversed() }
    let positions = axes.map { $0 < 0 ? $0 + rank : $0 }
    return positions.sorted() == Array(0 ..< rank) ? positions : nil
  }

}

extension Tensor {

  /// The second operand of `id`, which reads a view of `product`, for the product itself.
  /// - Returns: nil unless it is one number, or one for each channel where the view leaves these on
  ///   its last axis.
  fileprivate func moved(
    from id: ID<Node>, behind product: LinearProduct, in rewriter: Rewriter
  ) throws(Diagnostic) -> Tensor? {
    guard let type = rewriter.tensorType(id), let last = type.shape.last else { return nil }
    let rank = type.shape.count
    if count == 1, rewriter[id].op != BiasAdd.op { return try filled([], doubles, elementType) }
    if rewriter[id].op == BiasAdd.op {
      let axis = rewriter[id].attributes[BiasAdd.axis]
      guard axis == rank - 1 || axis == -1 else { return nil }
    }
    guard last == product.channels, product.channelAxis == product.rank - 1,
      let values = perChannel(axis: rank - 1, rank: rank, count: product.channels)
    else { return nil }
    return try .vector(values, elementType)
  }

}
