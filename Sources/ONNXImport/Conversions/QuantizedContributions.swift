import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators on quantized tensors that ONNX Runtime's quantizer writes: each is the operator on
/// floats between a `qnn.dequantize` and a `qnn.quantize`.
enum QuantizedContributions {

  private static let domain = "com.microsoft"

  static let conversions: [Conversion] = [
    binary("QLinearAdd", Arithmetic.add), binary("QLinearMul", Arithmetic.multiply),
    unary("QLinearSigmoid") { graph, _, x throws(Diagnostic) in
      try graph.call(ElementwiseUnary.sigmoid, [x])
    },
    unary("QLinearLeakyRelu") { graph, node, x throws(Diagnostic) in
      try graph.call(LeakyRelu.op, [x], [LeakyRelu.alpha(node.real("alpha", default: 0.01))])
    },
    unary("QLinearGlobalAveragePool") { graph, node, x throws(Diagnostic) in
      guard try !node.flag("channels_last") else {
        throw .unsupportedAttribute("channels_last", "1")
      }
      return try graph.call(GlobalPool.average, [x])
    },
    Conversion("QLinearConcat", domain: domain) { graph, node throws(Diagnostic) in
      var parts: [ID<Node>] = []
      for index in stride(from: 2, to: node.inputs.count - 2, by: 3) {
        parts.append(try dequantized(&graph, node, index))
      }
      guard !parts.isEmpty else { throw .error("there is nothing to concatenate") }
      let axis = try node.integer("axis", default: 0)
      let joined = try graph.call(
        Concatenate.op, [graph.builder.tuple(parts)], [Concatenate.axis(axis)])
      return [try quantized(&graph, joined, node[0], node[1])]
    },
    Conversion("Gelu", domain: domain) { graph, node throws(Diagnostic) in
      guard let gelu = Conversion.all[Conversion.Key(domain: "", op: "Gelu")] else { return [] }
      return try gelu.convert(&graph, node)
    },
  ]

  private static func binary(_ name: String, _ op: Op) -> Conversion {
    Conversion(name, domain: domain) { graph, node throws(Diagnostic) in
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
    Conversion(op, domain: domain) { graph, node throws(Diagnostic) in
      let result = try compute(&graph, node, dequantized(&graph, node, 0))
      return [try quantized(&graph, result, node[3], node.optional(4))]
    }
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
