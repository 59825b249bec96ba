import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators on integers that stand for numbers by a scale and a zero point.
enum Quantizations {

  static let conversions: [Conversion] = [
    Conversion("QuantizeLinear") { graph, node throws(Diagnostic) in
      [try quantize(&graph, node)]
    },
    Conversion("DequantizeLinear") { graph, node throws(Diagnostic) in
      [try dequantize(&graph, node)]
    },
    Conversion("DynamicQuantizeLinear") { graph, node throws(Diagnostic) in
      try dynamic(&graph, node)
    },
  ]

  private static func quantize(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (x, scale) = (try node[0], try node[1])
    let axis = try axis(graph, node, x, scale)
    var type = ElementType.uint8
    if let code = try node.integer("output_dtype"), code != 0 { type = try ElementType(onnx: code) }
    if let zero = node.optional(2) { type = try graph.type(of: zero).element }
    guard type.isInteger else { throw .error("elements of type \(type) are not supported") }
    let zero = try zero(&graph, node, 2, scale, type)
    return try graph.call(
      "qnn.quantize", [x, scale, zero], ["out_dtype": type.rawValue, "axis": axis])
  }

  private static func dequantize(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (x, scale) = (try node[0], try node[1])
    let axis = try axis(graph, node, x, scale)
    let zero = try zero(&graph, node, 2, scale, graph.type(of: x).element)
    let type = try graph.type(of: scale).element
    return try graph.call(
      "qnn.dequantize", [x, scale, zero], ["out_dtype": type.rawValue, "axis": axis])
  }

  /// The axis that the scales run along.
  /// - Errors: the scales are of blocks.
  private static func axis(
    _ graph: GraphImporter, _ node: ModelNode, _ x: ID<Node>, _ scale: ID<Node>
  ) throws(Diagnostic) -> Int {
    let block = try node.integer("block_size", default: 0)
    guard block == 0 else { throw .unsupportedAttribute("block_size", "\(block)") }
    guard try graph.type(of: scale).count != 1 else { return -1 }
    return try graph.position(node.integer("axis", default: 1), in: x)
  }

  /// The zero point at `index`, or zeros of the shape of the scale.
  static func zero(
    _ graph: inout GraphImporter, _ node: ModelNode, _ index: Int, _ scale: ID<Node>,
    _ type: ElementType
  ) throws(Diagnostic) -> ID<Node> {
    if let zero = node.optional(index) { return zero }
    return graph.constant(Tensor(zeros: type, try graph.extents(of: scale)))
  }

  /// Scale and zero point of `uint8` that take in all elements and 0.
  private static func dynamic(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let x = try node[0]
    let none = try graph.scalar(0, like: x)
    let low = try graph.call("minimum", [graph.call("min", [x]), none])
    let high = try graph.call("maximum", [graph.call("max", [x]), none])
    let span = try graph.call("subtract", [high, low])
    let steps = try graph.scalar(255, like: x)
    let scale = try graph.call("divide", [span, steps])
    let moved = try graph.call("divide", [graph.call("subtract", [none, low]), scale])
    let held = try graph.call(
      "clip", [graph.call("round", [moved])], ["a_min": 0.0, "a_max": 255.0])
    let zero = try graph.call("cast", [held], ["dtype": "uint8"])
    let result = try graph.call(
      "qnn.quantize", [x, scale, zero], ["out_dtype": "uint8", "axis": -1])
    return [result, scale, zero]
  }

}
