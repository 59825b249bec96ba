import Diagnostics
import GraphIR
import Support
import Tensors

/// Queries that look for keys and take what belongs to them.
///
/// - Source: ONNX `Attention`, version 23, as it was corrected after its first release: heads are cut
///   from the features of a position, each head of the keys serves neighbouring heads of queries,
///   scores are capped before they are masked, and a position sees what was before it in the cache.
enum Attentions {

  static let conversions: [Conversion] = [
    Conversion("Attention") { graph, node throws(Diagnostic) in try attention(&graph, node) }
  ]

  /// - Shapes: [batch, heads, positions, size] or [batch, positions, heads × size]
  private static func attention(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let isFlat = try graph.rank(of: node[0]) == 3
    let query = try heads(&graph, node, node[0], "q_num_heads")
    var key = try heads(&graph, node, node[1], "kv_num_heads")
    var value = try heads(&graph, node, node[2], "kv_num_heads")
    var past: Int? = 0
    if let cache = node.optional(4) {
      let shape = try graph.type(of: cache).shape
      guard shape.count == 4 else { throw .error("`past_key` of \(shape.count) axes, expected 4") }
      past = shape[2]
      key = try joined(&graph, cache, key)
    }
    if let cache = node.optional(5) { value = try joined(&graph, cache, value) }
    let stages = try scores(&graph, node, query, key, past)
    let weights = try graph.call(
      BatchMatmul.general, [stages.weights, repeated(&graph, value, like: query)])
    let result = isFlat ? try flat(&graph, weights) : weights
    return [result, key, value, try stages.chosen(node)]
  }

  /// What comes of queries and keys, step by step.
  private struct Stages {
    var product: ID<Node>
    var masked: ID<Node>
    var weights: ID<Node>

    /// The one that the node gives as its last output.
    func chosen(_ node: ModelNode) throws(Diagnostic) -> ID<Node> {
      let mode = try node.integer("qk_matmul_output_mode", default: 0)
      switch mode {
      case 0: return product
      case 1, 2: return masked
      case 3: return weights
      default: throw .unsupportedAttribute("qk_matmul_output_mode", "\(mode)")
      }
    }
  }

  private static func scores(
    _ graph: inout GraphImporter, _ node: ModelNode, _ query: ID<Node>, _ key: ID<Node>,
    _ past: Int?
  ) throws(Diagnostic) -> Stages {
    let product = try product(&graph, node, query, key)
    var masked = product
    let cap = try node.real("softcap", default: 0)
    if cap > 0 {
      let limit = try graph.scalar(cap, like: product)
      let bent = try graph.call(
        ElementwiseUnary.hyperbolicTangent, [graph.call(Arithmetic.divide, [product, limit])])
      masked = try graph.call(Arithmetic.multiply, [bent, limit])
    }
    let bias = try bias(&graph, node, product, past)
    if let bias { masked = try graph.call(Arithmetic.add, [masked, bias]) }
    let type = try graph.type(of: query).element
    var logits = masked
    if let code = try node.integer("softmax_precision"), code != 0 {
      logits = try cast(&graph, logits, ElementType(onnx: code))
    }
    var weights = try cast(&graph, graph.call(Softmax.softmax, [logits], [Softmax.axis(-1)]), type)
    if let bias, node.optional(3) ?? node.optional(6) != nil {
      weights = try guarded(&graph, weights, bias)
    }
    return Stages(product: product, masked: masked, weights: weights)
  }

  /// Where a query may look at no key, it takes nothing.
  private static func guarded(
    _ graph: inout GraphImporter, _ weights: ID<Node>, _ bias: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let top = try graph.call(
      Reductions.maximum, [bias], [Reductions.axis([-1]), Reductions.keeps(true)])
    let isBlind = try graph.call(Conditions.equal, [top, graph.scalar(-.infinity, like: bias)])
    return try graph.call(Conditions.choose, [isBlind, graph.scalar(0, like: weights), weights])
  }

  /// Queries times keys, both multiplied by the root of the scale before, which is stabler.
  private static func product(
    _ graph: inout GraphImporter, _ node: ModelNode, _ query: ID<Node>, _ key: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    var scale = try node.real("scale")
    if scale == nil {
      guard let size = try graph.type(of: query).shape[3], size > 0 else {
        throw .error("attribute `scale` is missing for queries whose size is not known")
      }
      scale = 1 / Double(size).squareRoot()
    }
    let root = (scale ?? 1).magnitude.squareRoot()
    let sign = (scale ?? 1) < 0 ? -1.0 : 1
    let keys = try graph.call(
      Transpose.op, [repeated(&graph, key, like: query)], [Transpose.axes([0, 1, 3, 2])])
    return try graph.call(
      BatchMatmul.general,
      [
        graph.call(Arithmetic.multiply, [query, graph.scalar(sign * root, like: query)]),
        graph.call(Arithmetic.multiply, [keys, graph.scalar(root, like: keys)]),
      ])
  }

  // MARK: Masks

  /// What is added to scores: the mask, minus infinity for keys that are padding and for those behind a
  /// query; nil for nothing.
  private static func bias(
    _ graph: inout GraphImporter, _ node: ModelNode, _ scores: ID<Node>, _ past: Int?
  ) throws(Diagnostic) -> ID<Node>? {
    var parts: [ID<Node>] = []
    if let mask = node.optional(3) { parts.append(try additive(&graph, mask, scores)) }
    if let lengths = node.optional(6) { parts.append(try padding(&graph, lengths, scores)) }
    if try node.flag("is_causal") {
      guard let past, node.optional(6) == nil else {
        throw .error("what `is_causal` hides is not known without the extent of the cache")
      }
      parts.append(try future(&graph, scores, past))
    }
    guard var sum = parts.first else { return nil }
    for part in parts.dropFirst() { sum = try graph.call(Arithmetic.add, [sum, part]) }
    return sum
  }

  /// Minus infinity where keys stand behind a query that comes after `past` of them.
  private static func future(
    _ graph: inout GraphImporter, _ scores: ID<Node>, _ past: Int
  ) throws(Diagnostic) -> ID<Node> {
    let extents = Array(try graph.extents(of: scores).suffix(2))
    let type = try graph.type(of: scores).element
    let walls = try graph.call(
      Full.fixed, [graph.scalar(-.infinity, type)], [Full.shape(extents), Full.type(type.rawValue)])
    return try graph.call(
      Trilu.op, [walls, graph.constant(Tensor(scalar: Int64(past + 1)))], [Trilu.upper(true)])
  }

  /// Minus infinity for the keys of each image of the batch that are more than its length.
  private static func padding(
    _ graph: inout GraphImporter, _ lengths: ID<Node>, _ scores: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    guard let count = try graph.type(of: scores).shape.last ?? nil else {
      throw .error("the number of keys must be known when the model is loaded")
    }
    let places = try graph.call(
      Arange.op, [0, count, 1].map { graph.constant(Tensor(scalar: Int64($0))) })
    let limits = try graph.call(
      Reshape.op, [graph.call(Cast.op, [lengths], [Cast.type("int64")])],
      [Reshape.shape([-1, 1, 1, 1])])
    return try graph.call(
      Conditions.choose,
      [
        graph.call(Conditions.less, [places, limits]), graph.scalar(0, like: scores),
        graph.scalar(-.infinity, like: scores),
      ])
  }

  /// A mask of numbers that are added; a key that it says nothing of is not seen.
  private static func additive(
    _ graph: inout GraphImporter, _ mask: ID<Node>, _ scores: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    var result = mask
    if try graph.type(of: mask).element == .bool {
      result = try graph.call(
        Conditions.choose,
        [mask, graph.scalar(0, like: scores), graph.scalar(-.infinity, like: scores)])
    } else {
      result = try cast(&graph, mask, graph.type(of: scores).element)
    }
    let shape = try graph.type(of: mask).shape
    guard let keys = try graph.type(of: scores).shape.last ?? nil, let given = shape.last ?? nil,
      given > 1, given < keys
    else { return result }
    let widths = shape.indices.map { $0 == shape.count - 1 ? [0, keys - given] : [0, 0] }
    return try graph.call(
      Pad.op, [result, graph.scalar(-.infinity, like: result)],
      [Pad.widths(widths), Pad.mode("constant")])
  }

  private static func cast(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ type: ElementType
  ) throws(Diagnostic) -> ID<Node> {
    if try graph.type(of: x).element == type { return x }
    return try graph.call(Cast.op, [x], [Cast.type(type.rawValue)])
  }

  // MARK: Heads

  /// `x` with an axis of heads of its own.
  private static func heads(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>, _ attribute: String
  ) throws(Diagnostic) -> ID<Node> {
    let type = try graph.type(of: x)
    if type.shape.count == 4 { return x }
    guard type.shape.count == 3 else { throw .error("\(type), expected 3 or 4 axes") }
    guard let count = try node.integer(attribute), count > 0 else {
      throw .error("attribute `\(attribute)` is missing for data of 3 axes")
    }
    if let features = type.shape[2], features % count != 0 {
      throw .error("`\(attribute)` is \(count) for \(features) features")
    }
    let split = try graph.call(Reshape.op, [x], [Reshape.shape([0, 0, count, -1])])
    return try graph.call(Transpose.op, [split], [Transpose.axes([0, 2, 1, 3])])
  }

  /// Heads side by side again.
  private static func flat(
    _ graph: inout GraphImporter, _ x: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let turned = try graph.call(Transpose.op, [x], [Transpose.axes([0, 2, 1, 3])])
    return try graph.call(Reshape.op, [turned], [Reshape.shape([0, 0, -1])])
  }

  /// `x` behind what was before.
  private static func joined(
    _ graph: inout GraphImporter, _ past: ID<Node>, _ x: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    try graph.call(Concatenate.op, [graph.builder.tuple([past, x])], [Concatenate.axis(2)])
  }

  /// `x` with each head as often as queries have heads for it.
  private static func repeated(
    _ graph: inout GraphImporter, _ x: ID<Node>, like query: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    guard let wanted = try graph.type(of: query).shape[1],
      let count = try graph.type(of: x).shape[1]
    else { throw .error("the numbers of heads must be known when the model is loaded") }
    if wanted == count { return x }
    guard count > 0, wanted % count == 0 else {
      throw .error("\(wanted) heads of queries cannot share \(count) of keys")
    }
    return try graph.call(Tile.each, [x], [Tile.times(wanted / count), Tile.axis(1)])
  }

}
