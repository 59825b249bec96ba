import Diagnostics
import GraphIR
import Support
import Tensors

/// Floats of at most 8 bits that stand for numbers by a scale.
///
/// - Source: ONNX `QuantizeLinear` and `DequantizeLinear`, version 23.
enum FloatQuantization {

  /// x / scale + zero point, as `type`
  static func quantize(
    _ graph: inout GraphImporter, _ node: ModelNode, _ type: ElementType
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    let element = try graph.type(of: x).element
    let scale = try spread(&graph, node, node[1], over: x, as: element)
    var result = try graph.call(Arithmetic.divide, [x, scale])
    if let zero = node.optional(2) {
      result = try graph.call(
        Arithmetic.add, [result, spread(&graph, node, zero, over: x, as: element)])
    }
    let saturates = try node.flag("saturate", default: true)
    return try graph.call(Cast.op, [result], [Cast.type(type.rawValue), Cast.saturates(saturates)])
  }

  /// (x - zero point) · `scale`
  static func dequantize(
    _ graph: inout GraphImporter, _ node: ModelNode, _ scale: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    let element = try graph.type(of: scale).element
    var result = try graph.call(Cast.op, [x], [Cast.type(element.rawValue)])
    if let zero = node.optional(2) {
      result = try graph.call(
        Arithmetic.subtract, [result, spread(&graph, node, zero, over: x, as: element)])
    }
    return try graph.call(
      Arithmetic.multiply, [result, spread(&graph, node, scale, over: x, as: element)])
  }

  /// `numbers`, one for all, for each position of an axis or for each block of it, so that they can be
  /// repeated over `x`.
  private static func spread(
    _ graph: inout GraphImporter, _ node: ModelNode, _ numbers: ID<Node>, over x: ID<Node>,
    as element: ElementType
  ) throws(Diagnostic) -> ID<Node> {
    var result = numbers
    let type = try graph.type(of: numbers)
    if type.element != element {
      result = try graph.call(Cast.op, [result], [Cast.type(element.rawValue)])
    }
    guard type.count != 1 else { return result }
    let axis = try graph.position(node.integer("axis", default: 1), in: x)
    let block = try node.integer("block_size", default: 0)
    if block > 0 {
      return try graph.call(Tile.each, [result], [Tile.times(block), Tile.axis(axis)])
    }
    let behind = try graph.rank(of: x) - axis - 1
    return try graph.call(
      Reshape.op, [result], [Reshape.shape([-1] + Array(repeating: 1, count: behind))])
  }

}
