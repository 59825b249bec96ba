import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators of ONNX Runtime that are several of ONNX's at once.
enum FusedContributions {

  private static let domain = "com.microsoft"

  static let conversions: [Conversion] = [
    conversion("FusedMatMul") { graph, node throws(Diagnostic) in [try matmul(&graph, node)] },
    conversion("FusedConv") { graph, node throws(Diagnostic) in [try conv(&graph, node)] },
    conversion("FusedGemm") { graph, node throws(Diagnostic) in
      [try activated(&graph, node, own("Gemm", &graph, node)[0])]
    },
    conversion("Gelu") { graph, node throws(Diagnostic) in try own("Gelu", &graph, node) },
    conversion("BiasGelu") { graph, node throws(Diagnostic) in
      let sum = try graph.call(Arithmetic.add, [node[0], node[1]])
      return [try Activations.gelu(&graph, sum, isTanh: false)]
    },
    conversion("FastGelu") { graph, node throws(Diagnostic) in
      var x = try node[0]
      if let bias = node.optional(1) { x = try graph.call(Arithmetic.add, [x, bias]) }
      return [try Activations.gelu(&graph, x, isTanh: true)]
    },
    conversion("QuickGelu") { graph, node throws(Diagnostic) in
      let x = try node[0]
      let alpha = try graph.scalar(node.real("alpha", default: 1.702), like: x)
      let gate = try graph.call(
        ElementwiseUnary.sigmoid, [graph.call(Arithmetic.multiply, [x, alpha])])
      return [try graph.call(Arithmetic.multiply, [x, gate])]
    },
    conversion("LayerNormalization") { graph, node throws(Diagnostic) in
      try own("LayerNormalization", &graph, node)
    },
    conversion("SkipLayerNormalization") { graph, node throws(Diagnostic) in
      try skip(&graph, node)
    },
  ]

  private static func conversion(_ name: String, _ convert: @escaping Conversion.Convert)
    -> Conversion
  {
    Conversion(name, domain: domain, convert)
  }

  /// What ONNX's own operator `name` makes of `node`.
  private static func own(
    _ name: String, _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    guard let conversion = Conversion.all[Conversion.Key(domain: "", op: name)] else { return [] }
    return try conversion.convert(&graph, node)
  }

  /// alpha · a · b, each transposed in its last two axes, or with the first axis of a matrix behind
  /// all of its others.
  private static func matmul(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let a = try side(&graph, node, 0, "A")
    let b = try side(&graph, node, 1, "B")
    let product = try Products.matmul(&graph, a, b)
    let alpha = try node.real("alpha", default: 1)
    if alpha == 1 { return product }
    return try graph.call(Arithmetic.multiply, [product, graph.scalar(alpha, like: product)])
  }

  private static func side(
    _ graph: inout GraphImporter, _ node: ModelNode, _ index: Int, _ name: String
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[index]
    let rank = try graph.rank(of: x)
    guard rank > 1 else { return x }
    var axes = Array(0 ..< rank)
    // The axis of the rows stands first, before the batches.
    if try node.flag("transBatch\(name)"), rank > 2 {
      axes = Array(1 ..< rank - 1) + [0, rank - 1]
    }
    if try node.flag("trans\(name)") { axes.swapAt(rank - 2, rank - 1) }
    if axes == Array(0 ..< rank) { return x }
    return try graph.call(Transpose.op, [x], [Transpose.axes(axes)])
  }

  private static func conv(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    var result = try own("Conv", &graph, node)[0]
    if let other = node.optional(3) { result = try graph.call(Arithmetic.add, [result, other]) }
    return try activated(&graph, node, result)
  }

  /// What the activation of the node makes of `x`.
  private static func activated(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    guard let name = try node.text("activation"), !name.isEmpty else { return x }
    var numbers = try node.reals("activation_params") ?? []
    for name in ["activation_alpha", "activation_beta"] {
      if let number = try node.real(name) { numbers.append(number) }
    }
    func number(_ index: Int, _ value: Float) -> Double {
      numbers.indices.contains(index) ? numbers[index] : Double(value)
    }
    switch name {
    case "Relu": return try graph.call(Elementwise.relu, [x])
    case "Tanh": return try graph.call(ElementwiseUnary.hyperbolicTangent, [x])
    case "Sigmoid": return try graph.call(ElementwiseUnary.sigmoid, [x])
    case "LeakyRelu":
      return try graph.call(LeakyRelu.op, [x], [LeakyRelu.alpha(number(0, 0.01))])
    case "HardSigmoid":
      return try Activations.hardSigmoid(&graph, x, number(0, 0.2), number(1, 0.5))
    case "Clip":
      let (low, high) = (number(0, -.infinity), number(1, .infinity))
      return try graph.call(Clip.op, [x], [Clip.low(low), Clip.high(high)])
    default: throw .unsupportedAttribute("activation", name)
    }
  }

  /// The normalization of the sum of two inputs and a bias, over the last axis; the sum is the last
  /// output.
  private static func skip(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    var sum = try graph.call(Arithmetic.add, [node[0], node[1]])
    if let bias = node.optional(4) { sum = try graph.call(Arithmetic.add, [sum, bias]) }
    let last = try graph.rank(of: sum) - 1
    let (normal, mean, inverse) = try Normalizations.normalized(
      &graph, sum, [last], try node.real("epsilon", default: 1e-12))
    var result = try graph.call(Arithmetic.multiply, [normal, node[2]])
    if let beta = node.optional(3) { result = try graph.call(Arithmetic.add, [result, beta]) }
    return [result, mean, inverse, sum]
  }

}
