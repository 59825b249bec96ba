import Diagnostics
import GraphIR
import Support
import Tensors

/// Products of quantized matrices that ONNX Runtime's quantizer writes.
enum ContributedProducts {

  private static let domain = "com.microsoft"

  static let conversions: [Conversion] = [
    Conversion("QGemm", domain: domain) { graph, node throws(Diagnostic) in
      [try gemm(&graph, node)]
    },
    Conversion("MatMulIntegerToFloat", domain: domain) { graph, node throws(Diagnostic) in
      let (a, b) = (try node[0], try node[1])
      let zeroA = try QuantizedProducts.zero(&graph, node, 4, like: a)
      let zeroB = try QuantizedProducts.zero(&graph, node, 5, like: b)
      let sum = try QuantizedProducts.product(&graph, a, b, zeroA, zeroB, nil)
      return [try floats(&graph, sum, node[2], node[3], node.optional(6))]
    },
    Conversion("DynamicQuantizeMatMul", domain: domain) { graph, node throws(Diagnostic) in
      let a = try Quantizations.dynamic(&graph, node)
      let b = try node[1]
      let zeroB = try QuantizedProducts.zero(&graph, node, 3, like: b)
      let sum = try QuantizedProducts.product(&graph, a[0], b, a[2], zeroB, nil)
      return [try floats(&graph, sum, a[1], node[2], node.optional(4))]
    },
  ]

  /// The numbers that sums of products stand for.
  private static func floats(
    _ graph: inout GraphImporter, _ sum: ID<Node>, _ scaleA: ID<Node>, _ scaleB: ID<Node>,
    _ bias: ID<Node>?
  ) throws(Diagnostic) -> ID<Node> {
    let scale = try graph.call(Arithmetic.multiply, [scaleA, scaleB])
    let type = try graph.type(of: scale).element.rawValue
    let wide = try graph.call(Cast.op, [sum], [Cast.type(type)])
    let result = try graph.call(Arithmetic.multiply, [wide, scale])
    guard let bias else { return result }
    return try graph.call(Arithmetic.add, [result, bias])
  }

  /// alpha · (a · b + c), as integers where the node has a scale for its output, else as floats.
  private static func gemm(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let a = try matrix(&graph, node, 0, "transA")
    let b = try matrix(&graph, node, 3, "transB")
    let scaleA = try node[1]
    var scaleB = try node[4]
    let alpha = try node.real("alpha", default: 1)
    if alpha != 1 {
      scaleB = try graph.call(Arithmetic.multiply, [scaleB, graph.scalar(alpha, like: scaleB)])
    }
    let zeroA = try QuantizedProducts.zero(&graph, node, 2, like: a)
    let zeroB = try QuantizedProducts.zero(&graph, node, 5, like: b)
    var sum = try QuantizedProducts.product(&graph, a, b, zeroA, zeroB, nil)
    if let bias = node.optional(6) { sum = try graph.call(Arithmetic.add, [sum, bias]) }
    guard let scale = node.optional(7) else { return try floats(&graph, sum, scaleA, scaleB, nil) }
    let zero = try QuantizedProducts.zero(&graph, node, 8, like: a)
    return try QuantizedProducts.requantized(
      &graph, sum, scaleA, scaleB, scale, zero, axis: -1)
  }

  private static func matrix(
    _ graph: inout GraphImporter, _ node: ModelNode, _ index: Int, _ flag: String
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[index]
    guard try graph.rank(of: x) == 2 else {
      throw .error("input \(index) is \(try graph.type(of: x)), expected a matrix")
    }
    guard try node.flag(flag) else { return x }
    return try graph.call(Transpose.op, [x], [Transpose.axes([1, 0])])
  }

}
