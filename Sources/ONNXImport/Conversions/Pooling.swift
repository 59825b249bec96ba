import Diagnostics
import GraphIR
import Support

/// Pools over windows and over all of an image.
enum Pooling {

  static let conversions: [Conversion] = [
    Conversion("MaxPool") { graph, node throws(Diagnostic) in try maxPool(&graph, node) },
    Conversion("AveragePool") { graph, node throws(Diagnostic) in
      let data = try node[0]
      let window = try window(graph, node, data)
      let counts = try node.flag("count_include_pad")
      let axes = window.kernel.count
      return [
        try graph.call(
          "nn.avg_pool\(axes)d", [data],
          [
            "pool_size": window.kernel, "strides": window.strides, "dilation": window.dilations,
            "padding": window.padding, "layout": WindowAttributes.layouts(axes).data,
            "ceil_mode": window.roundsUp, "count_include_pad": counts,
          ])
      ]
    },
    Conversion("GlobalAveragePool") { graph, node throws(Diagnostic) in
      [try global(&graph, node, "nn.global_avg_pool2d", "mean")]
    },
    Conversion("GlobalMaxPool") { graph, node throws(Diagnostic) in
      [try global(&graph, node, "nn.global_max_pool2d", "max")]
    },
  ]

  private static func window(
    _ graph: GraphImporter, _ node: ModelNode, _ data: ID<Node>
  ) throws(Diagnostic) -> WindowAttributes {
    let shape = try graph.type(of: data).shape
    let axes = try WindowAttributes.axes(shape)
    guard let kernel = try node.integers("kernel_shape"), kernel.count == axes else {
      throw .error("`kernel_shape` must have \(axes) extents")
    }
    return try WindowAttributes(node, kernel: kernel, input: shape)
  }

  private static func maxPool(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let data = try node[0]
    let window = try window(graph, node, data)
    let axes = window.kernel.count
    let hasIndices = node.hasOutput(1)
    let name = hasIndices ? "onnx.max_pool_with_indices" : "nn.max_pool\(axes)d"
    guard hasIndices else {
      return [
        try graph.call(
          name, [data],
          [
            "pool_size": window.kernel, "strides": window.strides, "dilation": window.dilations,
            "padding": window.padding, "ceil_mode": window.roundsUp,
          ])
      ]
    }
    let order = try node.integer("storage_order", default: 0)
    let pair = try graph.call(
      name, [data],
      [
        "pool_size": window.kernel, "strides": window.strides, "dilation": window.dilations,
        "padding": window.padding, "ceil_mode": window.roundsUp, "storage_order": order,
      ])
    return [try graph.builder.projection(pair, 0), try graph.builder.projection(pair, 1)]
  }

  private static func global(
    _ graph: inout GraphImporter, _ node: ModelNode, _ pool: String, _ reduction: String
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    let rank = try graph.rank(of: data)
    if rank == 4 { return try graph.call(pool, [data]) }
    guard rank > 2 else { throw .error("data with \(rank) axes has none to pool over") }
    return try graph.call(reduction, [data], ["axis": Array(2 ..< rank), "keepdims": true])
  }

}
