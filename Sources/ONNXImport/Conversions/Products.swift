import Diagnostics
import GraphIR
import Support

/// Products of matrices.
enum Products {

  static let conversions: [Conversion] = [
    Conversion("Gemm") { graph, node throws(Diagnostic) in [try gemm(&graph, node)] },
    Conversion("MatMul") { graph, node throws(Diagnostic) in
      [try matmul(&graph, node[0], node[1])]
    },
    Conversion("Einsum") { graph, node throws(Diagnostic) in
      guard let equation = try node.text("equation") else {
        throw .error("attribute `equation` is missing")
      }
      let operands = try graph.builder.tuple(node.allInputs())
      return [try graph.call(Einsum.op, [operands], [Einsum.equation(equation)])]
    },
  ]

  private static func gemm(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (a, b) = (try node[0], try node[1])
    for (id, name) in [(a, "A"), (b, "B")] {
      let type = try graph.type(of: id)
      guard type.shape.count == 2 else { throw .error("`\(name)` is \(type), expected a matrix") }
    }
    let left =
      try node.flag("transA") ? try graph.call(Transpose.op, [a], [Transpose.axes([1, 0])]) : a
    let right =
      try node.flag("transB") ? b : try graph.call(Transpose.op, [b], [Transpose.axes([1, 0])])
    let units = try graph.type(of: right).shape[0]
    var result = try graph.call(Dense.op, [left, right], [Dense.units(units)])
    let alpha = try node.real("alpha", default: 1)
    if alpha != 1 {
      result = try graph.call(Arithmetic.multiply, [result, try graph.scalar(alpha, like: result)])
    }
    let beta = try node.real("beta", default: 1)
    guard var bias = node.optional(2), beta != 0 else { return result }
    if beta != 1 {
      bias = try graph.call(Arithmetic.multiply, [bias, try graph.scalar(beta, like: bias)])
    }
    let type = try graph.type(of: bias)
    guard type.shape.count == 1, type.shape[0] == units, units != nil else {
      return try graph.call(Arithmetic.add, [result, bias])
    }
    return try graph.call(BiasAdd.op, [result, bias], [BiasAdd.axis(-1)])
  }

  /// The product of two tensors as `numpy.matmul` forms it.
  static func matmul(
    _ graph: inout GraphImporter, _ a: ID<Node>, _ b: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let (left, right) = (try graph.type(of: a), try graph.type(of: b))
    if right.shape.count == 2, left.shape.count == 2 { return try dense(&graph, a, b) }
    if right.shape.count == 2, left.shape.count > 2, let extents = left.extents,
      let width = right.shape[1]
    {
      let rows = try graph.call(Reshape.op, [a], [Reshape.shape([-1, extents[extents.count - 1]])])
      let product = try dense(&graph, rows, b)
      return try graph.call(Reshape.op, [product], [Reshape.shape(extents.dropLast() + [width])])
    }
    if left.shape.count == 3, right.shape.count == 3, left.shape[0] == right.shape[0] {
      return try graph.call(
        BatchMatmul.batched, [a, b],
        [BatchMatmul.transposesA(false), BatchMatmul.transposesB(false)])
    }
    return try graph.call(BatchMatmul.general, [a, b])
  }

  private static func dense(
    _ graph: inout GraphImporter, _ a: ID<Node>, _ b: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let weights = try graph.call(Transpose.op, [b], [Transpose.axes([1, 0])])
    let units = try graph.type(of: weights).shape[0]
    return try graph.call(Dense.op, [a, weights], [Dense.units(units)])
  }

}
