import Diagnostics
import GraphIR
import Support

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
    Rule("reshape-reshape", "reshape(reshape(x)) = reshape(x)") {
      rewriter, id, _ throws(Diagnostic) in
      guard let inner = rewriter.operands(of: id, ifCallOf: Reshape.op)?.first,
        rewriter.keepsOrder(inner), let shape = rewriter.tensorType(id)?.extents
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
  ]

}

extension Rewriter {

  /// Whether `id` has the elements of its operand in the same order.
  fileprivate func keepsOrder(_ id: ID<Node>) -> Bool {
    self[id].op.map { $0.has(.view) || $0 == Elementwise.copy } ?? false
  }

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
