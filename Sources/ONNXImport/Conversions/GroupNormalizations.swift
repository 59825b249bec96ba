import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that normalize over groups of channels, over all channels, or by the root mean square.
enum GroupNormalizations {

  static let conversions: [Conversion] = [
    Conversion("GroupNormalization") { graph, node throws(Diagnostic) in
      [try group(&graph, node)]
    },
    Conversion("RMSNormalization") { graph, node throws(Diagnostic) in
      [try rootMeanSquare(&graph, node)]
    },
    Conversion("MeanVarianceNormalization") { graph, node throws(Diagnostic) in
      let x = try node[0]
      let axes = try node.integers("axes") ?? [0, 2, 3]
      let (mean, variance) = try Normalizations.moments(&graph, x, axes, keepsAxes: true)
      let deviation = try graph.call(
        Arithmetic.add,
        [
          graph.call(ElementwiseUnary.squareRoot, [variance]), graph.scalar(1e-9, like: x),
        ])
      return [
        try graph.call(
          Arithmetic.divide, [graph.call(Arithmetic.subtract, [x, mean]), deviation])
      ]
    },
  ]

  /// Up to version 20 there is a scale for each group, then one for each channel.
  private static func group(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    let shape = try graph.extents(of: x)
    let groups = try node.integer("num_groups", default: 0)
    guard shape.count > 1, groups > 0, shape[1] % groups == 0 else {
      throw .error("data of shape \(shape) in \(groups) groups")
    }
    let rows = try graph.call(Reshape.op, [x], [Reshape.shape([shape[0], groups, -1])])
    var result = try Normalizations.normalized(
      &graph, rows, [2], try node.real("epsilon", default: 1e-5)
    ).result
    let isByGroup = node.version < 21
    if isByGroup { result = try scaled(&graph, node, result, rank: 3) }
    result = try graph.call(Reshape.op, [result], [Reshape.shape(shape)])
    return isByGroup ? result : try scaled(&graph, node, result, rank: shape.count)
  }

  /// `x` times scale plus bias along axis 1.
  private static func scaled(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>, rank: Int
  ) throws(Diagnostic) -> ID<Node> {
    let line = [1, -1] + Array(repeating: 1, count: rank - 2)
    let scale = try graph.call(Reshape.op, [node[1]], [Reshape.shape(line)])
    let bias = try graph.call(Reshape.op, [node[2]], [Reshape.shape(line)])
    return try graph.call(
      Arithmetic.add, [graph.call(Arithmetic.multiply, [x, scale]), bias])
  }

  /// x / √(mean of squares + epsilon) · scale
  private static func rootMeanSquare(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    let axis = try graph.position(node.integer("axis", default: -1), in: x)
    let axes = Array(axis ..< (try graph.rank(of: x)))
    let squares = try graph.call(Arithmetic.multiply, [x, x])
    let mean = try graph.call(
      Reductions.mean, [squares], [Reductions.axis(axes), Reductions.keeps(true)])
    let sum = try graph.call(
      Arithmetic.add, [mean, graph.scalar(node.real("epsilon", default: 1e-5), like: x)])
    let normal = try graph.call(
      Arithmetic.divide, [x, graph.call(ElementwiseUnary.squareRoot, [sum])])
    return try graph.call(Arithmetic.multiply, [normal, node[1]])
  }

}
