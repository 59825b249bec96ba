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
    let x = try node[0]
    var scale = try node[1]
    if try graph.type(of: scale).element.isNarrowFloat {
      let element = try graph.type(of: x).element
      scale = try graph.call(Cast.op, [scale], [Cast.type(element.rawValue)])
    }
    var type = ElementType.uint8
    if let code = try node.integer("output_dtype"), code != 0 { type = try ElementType(onnx: code) }
    if let zero = node.optional(2) { type = try graph.type(of: zero).element }
    if type.isNarrowFloat { return try FloatQuantization.quantize(&graph, node, type) }
    guard type.isInteger else { throw .error("elements of type \(type) are not supported") }
    let zero = try zero(&graph, node, 2, scale, type)
    if let block = try block(node) {
      return try quantize(&graph, node, x, scale, zero, type, block)
    }
    let axis = try axis(graph, node, x, scale)
    return try graph.call(
      Quantize.op, [x, scale, zero], [Quantize.outType(type.rawValue), Quantize.axis(axis)])
  }

  private static func dequantize(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    var scale = try node[1]
    let own = try graph.type(of: scale).element
    var type = own
    if let code = try node.integer("output_dtype"), code != 0 { type = try ElementType(onnx: code) }
    guard type.isFloat, !type.isNarrowFloat else {
      throw .error(
        "the result would be of \(type), expected a longer float",
        hints: ["`output_dtype` says of which type it is"])
    }
    if own.isNarrowFloat { scale = try graph.call(Cast.op, [scale], [Cast.type(type.rawValue)]) }
    let result = try dequantize(&graph, node, scale)
    if own == type || own.isNarrowFloat { return result }
    return try graph.call(Cast.op, [result], [Cast.type(type.rawValue)])
  }

  /// `node` with `scale`, which is a float of the type of the result.
  private static func dequantize(
    _ graph: inout GraphImporter, _ node: ModelNode, _ scale: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    if try graph.type(of: x).element.isNarrowFloat {
      return try FloatQuantization.dequantize(&graph, node, scale)
    }
    let zero = try zero(&graph, node, 2, scale, graph.type(of: x).element)
    let type = try graph.type(of: scale).element
    if let block = try block(node) {
      let axis = try graph.position(node.integer("axis", default: 1), in: x)
      let offset = try graph.call(Cast.op, [zero], [Cast.type(type.rawValue)])
      let number = try graph.call(Cast.op, [x], [Cast.type(type.rawValue)])
      let moved = try graph.call(
        Arithmetic.subtract, [number, spread(&graph, offset, block, axis)])
      return try graph.call(Arithmetic.multiply, [moved, spread(&graph, scale, block, axis)])
    }
    let axis = try axis(graph, node, x, scale)
    return try graph.call(
      Dequantize.op, [x, scale, zero], [Dequantize.outType(type.rawValue), Dequantize.axis(axis)])
  }

  /// How many elements share a scale; `nil` if that is not what the scales are of.
  private static func block(_ node: ModelNode) throws(Diagnostic) -> Int? {
    let size = try node.integer("block_size", default: 0)
    return size > 0 ? size : nil
  }

  /// `x`, of one element for each block of `size` along `axis`, as one for each of its elements.
  private static func spread(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ size: Int, _ axis: Int
  ) throws(Diagnostic) -> ID<Node> {
    try graph.call(Tile.each, [x], [Tile.times(size), Tile.axis(axis)])
  }

  /// As `qnn.quantize`, with scales of blocks: in floats, element by element.
  private static func quantize(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>, _ scale: ID<Node>,
    _ zero: ID<Node>, _ type: ElementType, _ size: Int
  ) throws(Diagnostic) -> ID<Node> {
    let axis = try graph.position(node.integer("axis", default: 1), in: x)
    let element = try graph.type(of: x).element.rawValue
    let ratio = try graph.call(Arithmetic.divide, [x, spread(&graph, scale, size, axis)])
    let offset = try graph.call(Cast.op, [zero], [Cast.type(element)])
    let moved = try graph.call(
      Arithmetic.add,
      [graph.call(ElementwiseUnary.round, [ratio]), spread(&graph, offset, size, axis)])
    let range = type.integerRange ?? 0 ... 0
    let held = try graph.call(
      Clip.op, [moved], [Clip.low(Double(range.lowerBound)), Clip.high(Double(range.upperBound))])
    return try graph.call(Cast.op, [held], [Cast.type(type.rawValue)])
  }

  /// The axis that the scales run along.
  private static func axis(
    _ graph: GraphImporter, _ node: ModelNode, _ x: ID<Node>, _ scale: ID<Node>
  ) throws(Diagnostic) -> Int {
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
  static func dynamic(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let x = try node[0]
    let none = try graph.scalar(0, like: x)
    let low = try graph.call(Arithmetic.minimum, [graph.call(Reductions.minimum, [x]), none])
    let high = try graph.call(Arithmetic.maximum, [graph.call(Reductions.maximum, [x]), none])
    let span = try graph.call(Arithmetic.subtract, [high, low])
    let steps = try graph.scalar(255, like: x)
    let step = try graph.call(Arithmetic.divide, [span, steps])
    // Of zeros alone there is no span: any scale will do, and ONNX Runtime takes 1.
    let isZero = try graph.call(Conditions.equal, [step, none])
    let scale = try graph.call(Conditions.choose, [isZero, graph.scalar(1, like: x), step])
    let moved = try graph.call(
      Arithmetic.divide, [graph.call(Arithmetic.subtract, [none, low]), scale])
    let held = try graph.call(
      Clip.op, [graph.call(ElementwiseUnary.round, [moved])], [Clip.low(0.0), Clip.high(255.0)])
    let zero = try graph.call(Cast.op, [held], [Cast.type("uint8")])
    let result = try graph.call(
      Quantize.op, [x, scale, zero], [Quantize.outType("uint8"), Quantize.axis(-1)])
    return [result, scale, zero]
  }

}
