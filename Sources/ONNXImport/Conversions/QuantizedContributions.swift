import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators on quantized tensors that ONNX Runtime's quantizer writes: each is the operator on
/// floats between a `qnn.dequantize` and a `qnn.quantize`.
enum QuantizedContributions {

  private static let domain = "com.microsoft"

  static let conversions: [Conversion] =
    [
      binary("QLinearAdd", Arithmetic.add), binary("QLinearMul", Arithmetic.multiply),
    ] + unaries + [
      conversion("QLinearConcat") { graph, node throws(Diagnostic) in [try concat(&graph, node)] },
      conversion("QLinearWhere") { graph, node throws(Diagnostic) in
        let (x, y) = (try dequantized(&graph, node, 1), try dequantized(&graph, node, 4))
        let chosen = try graph.call(Conditions.choose, [node[0], x, y])
        return [try quantized(&graph, chosen, node[7], node.optional(8))]
      },
      same("QuantizeLinear"), same("DequantizeLinear"),
    ]

  private static let unaries: [Conversion] = [
    unary("QLinearSigmoid") { graph, _, x throws(Diagnostic) in
      try graph.call(ElementwiseUnary.sigmoid, [x])
    },
    unary("QLinearLeakyRelu") { graph, node, x throws(Diagnostic) in
      try graph.call(LeakyRelu.op, [x], [LeakyRelu.alpha(node.real("alpha", default: 0.01))])
    },
    unary("QLinearGlobalAveragePool") { graph, node, x throws(Diagnostic) in
      try channelsFirst(&graph, node, x) { (graph, x) throws(Diagnostic) in
        try Pools.global(&graph, x, GlobalPool.average, Reductions.mean)
      }
    },
    unary("QLinearAveragePool") { graph, node, x throws(Diagnostic) in
      try channelsFirst(&graph, node, x) { (graph, x) throws(Diagnostic) in
        try Pools.average(&graph, node, x)
      }
    },
    unary("QLinearSoftmax") { graph, node, x throws(Diagnostic) in
      let version = try node.integer("opset", default: 13)
      return try ReductionConversions.softmax(
        &graph, x, Softmax.softmax, axis: node.integer("axis", default: -1),
        isFlat: version < 13)
    },
    unary("QLinearReduceMean") { graph, node, x throws(Diagnostic) in
      let rank = try graph.rank(of: x)
      let axes = try node.integers("axes") ?? Array(0 ..< rank)
      let keeps = try node.flag("keepdims", default: true)
      return try graph.call(
        Reductions.mean, [x], [Reductions.axis(axes), Reductions.keeps(keeps)])
    },
  ]

  private static func conversion(_ name: String, _ convert: @escaping Conversion.Convert)
    -> Conversion
  {
    Conversion(name, domain: domain, convert)
  }

  /// What ONNX's own operator of the same name does.
  private static func same(_ name: String) -> Conversion {
    conversion(name) { graph, node throws(Diagnostic) in
      guard let own = Conversion.all[Conversion.Key(domain: "", op: name)] else { return [] }
      return try own.convert(&graph, node)
    }
  }

  private static func binary(_ name: String, _ op: Op) -> Conversion {
    conversion(name) { graph, node throws(Diagnostic) in
      let (a, b) = (try dequantized(&graph, node, 0), try dequantized(&graph, node, 3))
      return [try quantized(&graph, graph.call(op, [a, b]), node[6], node.optional(7))]
    }
  }

  private static func unary(
    _ op: String,
    _ compute:
      @escaping @Sendable (
        inout GraphImporter, ModelNode, ID<Node>
      ) throws(Diagnostic) -> ID<Node>
  ) -> Conversion {
    conversion(op) { graph, node throws(Diagnostic) in
      let result = try compute(&graph, node, dequantized(&graph, node, 0))
      return [try quantized(&graph, result, node[3], node.optional(4))]
    }
  }

  private static func concat(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    var parts: [ID<Node>] = []
    for index in stride(from: 2, to: node.inputs.count - 2, by: 3) {
      parts.append(try dequantized(&graph, node, index))
    }
    guard !parts.isEmpty else { throw .error("there is nothing to concatenate") }
    let axis = try node.integer("axis", default: 0)
    let joined = try graph.call(
      Concatenate.op, [graph.builder.tuple(parts)], [Concatenate.axis(axis)])
    return try quantized(&graph, joined, node[0], node[1])
  }

  /// What `body` makes of `x` with the channels before the spatial axes, and where they were again.
  private static func channelsFirst(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>,
    _ body: (inout GraphImporter, ID<Node>) throws(Diagnostic) -> ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    guard try node.flag("channels_last") else { return try body(&graph, x) }
    let rank = try graph.rank(of: x)
    guard rank > 2 else { throw .error("data with \(rank) axes has none to pool over") }
    let first = [0, rank - 1] + Array(1 ..< rank - 1)
    let last = [0] + Array(2 ..< rank) + [1]
    let moved = try graph.call(Transpose.op, [x], [Transpose.axes(first)])
    return try graph.call(Transpose.op, [body(&graph, moved)], [Transpose.axes(last)])
  }

  /// The floats that the inputs from `index` on stand for: data, scale, zero point.
  private static func dequantized(
    _ graph: inout GraphImporter, _ node: ModelNode, _ index: Int
  ) throws(Diagnostic) -> ID<Node> {
    let (x, scale) = (try node[index], try node[index + 1])
    let zero = try Quantizations.zero(&graph, node, index + 2, scale, graph.type(of: x).element)
    return try graph.call(Dequantize.op, [x, scale, zero], [Dequantize.axis(-1)])
  }

  private static func quantized(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ scale: ID<Node>, _ zero: ID<Node>?
  ) throws(Diagnostic) -> ID<Node> {
    let point = zero ?? graph.scalar(0, .uint8)
    let type = try graph.type(of: point).element
    return try graph.call(
      Quantize.op, [x, scale, point], [Quantize.outType(type.rawValue), Quantize.axis(-1)])
  }

}
