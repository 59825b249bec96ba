import Diagnostics
import GraphIR
import Support
import Tensors

/// Convolutions, plain and transposed.
enum Convolutions {

  static let conversions: [Conversion] = [
    Conversion("Conv") { graph, node throws(Diagnostic) in [try conv(&graph, node)] },
    Conversion("ConvTranspose") { graph, node throws(Diagnostic) in
      [try transposed(&graph, node)]
    },
  ]

  /// Of one, two and three spatial axes.
  private static let kinds = [
    (op: Conv1D.op, keys: Conv1D.keys), (op: Conv2D.op, keys: Conv2D.keys),
    (op: Conv3D.op, keys: Conv3D.keys),
  ]

  private static func conv(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (data, weights) = (try node[0], try node[1])
    let window = try window(graph, node, data, weights)
    let (op, keys) = kinds[window.rank - 1]
    let settings = keys.settings(
      window, groups: try node.integer("group", default: 1),
      channels: try graph.type(of: weights).shape[0])
    let result = try graph.call(op, [data, weights], settings)
    guard let bias = node.optional(2) else { return result }
    return try graph.call(BiasAdd.op, [result, bias])
  }

  /// How the kernel moves; its extents are those of the weights.
  static func window(
    _ graph: GraphImporter, _ node: ModelNode, _ data: ID<Node>, _ weights: ID<Node>
  ) throws(Diagnostic) -> Window {
    let shape = try graph.type(of: data).shape
    let axes = try spatialAxes(shape)
    let kernel = try graph.type(of: weights).shape
    guard kernel.count == axes + 2 else {
      throw .error("weights with \(kernel.count) axes for data with \(axes + 2)")
    }
    let extents = try graph.extents(of: weights).dropFirst(2)
    if let given = try node.integers("kernel_shape"), given != Array(extents) {
      throw .error("`kernel_shape` is \(given), but the weights have \(Array(extents))")
    }
    return try Window(node, kernel: Array(extents), input: shape)
  }

  private static func transposed(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (data, weights) = (try node[0], try node[1])
    let axes = try spatialAxes(graph.type(of: data).shape)
    let kernel = Array(try graph.extents(of: weights).dropFirst(2))
    guard kernel.count == axes else { throw .error("weights with \(kernel.count + 2) axes") }
    var window = try Window(node, kernel: kernel)
    var extra = try node.integers("output_padding") ?? kernel.map { _ in 0 }
    guard extra.count == axes else { throw .error("attributes that are not for \(axes) axes") }
    let mode = try node.text("auto_pad", default: "NOTSET")
    let target = try node.integers("output_shape")
    if target != nil || mode.hasPrefix("SAME") {
      let extents = Array(try graph.extents(of: data).dropFirst(2))
      let wanted =
        target.map { Array($0.suffix(axes)) } ?? zip(extents, window.strides).map { $0 &* $1 }
      guard wanted.count == axes else { throw .error("an `output_shape` of other axes") }
      guard (wanted + extents + extra).allSatisfy({ (0 ... 1 << 32).contains($0) }) else {
        throw .error("an extent or `output_padding` is out of range")
      }
      for axis in 0 ..< axes {
        let full = window.span(axis, of: extents[axis]) + extra[axis]
        extra[axis] += max(0, wanted[axis] - full)
        window.pad(axis, by: full - wanted[axis], mode)
      }
    }
    let groups = try node.integer("group", default: 1)
    guard (1 ... 1 << 24).contains(groups) else { throw .error("there are no \(groups) groups") }
    let keys = ConvTranspose.all[axes - 1]
    let settings = keys.settings(
      window, extra: extra, groups: groups,
      channels: try graph.extents(of: weights)[1] * groups)
    let result = try graph.call(keys.op, [data, weights], settings)
    guard let bias = node.optional(2) else { return result }
    return try graph.call(BiasAdd.op, [result, bias])
  }

}
