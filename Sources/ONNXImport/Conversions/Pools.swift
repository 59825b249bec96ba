import Diagnostics
import GraphIR
import Support
import Tensors

/// Pools over windows and over all of an image.
enum Pools {

  static let conversions: [Conversion] = [
    Conversion("MaxPool") { graph, node throws(Diagnostic) in try maxPool(&graph, node) },
    Conversion("AveragePool") { graph, node throws(Diagnostic) in
      [try average(&graph, node, node[0])]
    },
    Conversion("GlobalAveragePool") { graph, node throws(Diagnostic) in
      [try global(&graph, node[0], GlobalPool.average, Reductions.mean)]
    },
    Conversion("GlobalMaxPool") { graph, node throws(Diagnostic) in
      [try global(&graph, node[0], GlobalPool.maximum, Reductions.maximum)]
    },
  ]

  /// Of one, two and three spatial axes.
  private static let maxima = [
    (op: MaxPool.op1D, keys: MaxPool.keys1D), (op: MaxPool.op2D, keys: MaxPool.keys2D),
    (op: MaxPool.op3D, keys: MaxPool.keys3D),
  ]
  static let means = [
    (op: AvgPool.op1D, keys: AvgPool.keys1D), (op: AvgPool.op2D, keys: AvgPool.keys2D),
    (op: AvgPool.op3D, keys: AvgPool.keys3D),
  ]

  static func window(
    _ graph: GraphImporter, _ node: ModelNode, _ data: ID<Node>
  ) throws(Diagnostic) -> Window {
    let shape = try graph.type(of: data).shape
    let axes = try spatialAxes(shape)
    guard let kernel = try node.integers("kernel_shape"), kernel.count == axes else {
      throw .error("`kernel_shape` must have \(axes) extents")
    }
    return try Window(node, kernel: kernel, input: shape)
  }

  private static func maxPool(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let data = try node[0]
    let window = try window(graph, node, data)
    guard node.hasOutput(1) else {
      let (op, keys) = maxima[window.rank - 1]
      return [try graph.call(op, [data], keys.settings(window))]
    }
    let order = try node.integer("storage_order", default: 0)
    let pair = try graph.call(
      MaxPoolWithIndices.op, [data],
      MaxPoolWithIndices.settings(window).setting(MaxPoolWithIndices.order, order))
    return [try graph.builder.projection(pair, 0), try graph.builder.projection(pair, 1)]
  }

  /// The means of the windows of `data` that the node describes.
  static func average(
    _ graph: inout GraphImporter, _ node: ModelNode, _ data: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let window = try window(graph, node, data)
    let (op, keys) = means[window.rank - 1]
    let countsPadding = try node.flag("count_include_pad")
    let settings = keys.settings(window).setting(Pooling.countsPadding, countsPadding)
    return try graph.call(op, [data], settings)
  }

  /// `pool` over all spatial axes, or `reduction` where there are not two of them.
  static func global(
    _ graph: inout GraphImporter, _ data: ID<Node>, _ pool: Op, _ reduction: Op
  ) throws(Diagnostic) -> ID<Node> {
    let rank = try graph.rank(of: data)
    if rank == 4 { return try graph.call(pool, [data]) }
    guard rank > 2 else { throw .error("data with \(rank) axes has none to pool over") }
    return try graph.call(
      reduction, [data], [Reductions.axis(Array(2 ..< rank)), Reductions.keeps(true)])
  }

}
