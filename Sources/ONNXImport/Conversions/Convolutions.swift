import Diagnostics
import GraphIR
import Support

/// Convolutions, plain and transposed.
enum Convolutions {

  static let conversions: [Conversion] = [
    Conversion("Conv") { graph, node throws(Diagnostic) in [try conv(&graph, node)] },
    Conversion("ConvTranspose") { graph, node throws(Diagnostic) in
      [try transposed(&graph, node)]
    },
  ]

  private static func conv(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (data, weights) = (try node[0], try node[1])
    let window = try window(graph, node, data, weights)
    let axes = window.kernel.count
    let layouts = WindowAttributes.layouts(axes)
    var attributes: KeyValuePairs<String, any AttributeConvertible> {
      [
        "strides": window.strides, "padding": window.padding, "dilation": window.dilations,
        "groups": groups, "channels": channels, "kernel_size": window.kernel,
        "data_layout": layouts.data, "kernel_layout": layouts.kernel,
      ]
    }
    let groups = try node.integer("group", default: 1)
    let channels = try graph.type(of: weights).shape[0]
    let result = try graph.call("nn.conv\(axes)d", [data, weights], attributes)
    guard let bias = node.optional(2) else { return result }
    return try graph.call("nn.bias_add", [result, bias])
  }

  /// How the kernel moves; its extents are those of the weights.
  static func window(
    _ graph: GraphImporter, _ node: ModelNode, _ data: ID<Node>, _ weights: ID<Node>
  ) throws(Diagnostic) -> WindowAttributes {
    let shape = try graph.type(of: data).shape
    let axes = try WindowAttributes.axes(shape)
    let kernel = try graph.type(of: weights).shape
    guard kernel.count == axes + 2 else {
      throw .error("weights with \(kernel.count) axes for data with \(axes + 2)")
    }
    let extents = try graph.extents(of: weights).dropFirst(2)
    if let given = try node.integers("kernel_shape"), given != Array(extents) {
      throw .error("`kernel_shape` is \(given), but the weights have \(Array(extents))")
    }
    return try WindowAttributes(node, kernel: Array(extents), input: shape)
  }

  private static func transposed(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (data, weights) = (try node[0], try node[1])
    let shape = try graph.type(of: data).shape
    let axes = try WindowAttributes.axes(shape)
    let kernel = Array(try graph.extents(of: weights).dropFirst(2))
    guard kernel.count == axes else { throw .error("weights with \(kernel.count + 2) axes") }
    let mode = try node.text("auto_pad", default: "NOTSET")
    let strides = try node.integers("strides") ?? kernel.map { _ in 1 }
    let dilations = try node.integers("dilations") ?? kernel.map { _ in 1 }
    var extra = try node.integers("output_padding") ?? kernel.map { _ in 0 }
    var pads = try node.integers("pads") ?? Array(repeating: 0, count: 2 * axes)
    let target = try node.integers("output_shape")
    guard [strides, dilations, extra].allSatisfy({ $0.count == axes }), pads.count == 2 * axes
    else {
      throw .error("attributes that are not for \(axes) axes")
    }
    if target != nil || mode.hasPrefix("SAME") {
      let extents = Array(try graph.extents(of: data).dropFirst(2))
      let wanted = target.map { Array($0.suffix(axes)) } ?? zip(extents, strides).map { $0 * $1 }
      guard wanted.count == axes else { throw .error("an `output_shape` of other axes") }
      for axis in 0 ..< axes {
        let reach = dilations[axis] * (kernel[axis] - 1) + 1
        let full = strides[axis] * (extents[axis] - 1) + extra[axis] + reach
        let total = max(0, full - wanted[axis])
        extra[axis] += max(0, wanted[axis] - full)
        let less = total / 2
        let (front, back) = mode == "SAME_UPPER" ? (less, total - less) : (total - less, less)
        (pads[axis], pads[axes + axis]) = (front, back)
      }
    }
    let spatial = WindowAttributes.layouts(axes).data.dropFirst(2)
    let groups = try node.integer("group", default: 1)
    let channels = try graph.extents(of: weights)[1]
    let result = try graph.call(
      "nn.conv\(axes)d_transpose", [data, weights],
      [
        "strides": strides, "padding": pads, "dilation": dilations, "groups": groups,
        "channels": channels * groups, "kernel_size": kernel, "data_layout": "NC" + spatial,
        "kernel_layout": "IO" + spatial, "output_padding": extra,
      ])
    guard let bias = node.optional(2) else { return result }
    return try graph.call("nn.bias_add", [result, bias])
  }

}
