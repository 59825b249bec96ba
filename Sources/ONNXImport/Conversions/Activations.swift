import Diagnostics
import GraphIR
import Support

/// Functions that networks apply to each element.
enum Activations {

  static let conversions: [Conversion] =
    [
      .same("Relu", as: Elementwise.relu),
      .same("Sigmoid", as: ElementwiseUnary.sigmoid),
      .same("Tanh", as: ElementwiseUnary.hyperbolicTangent),
      Conversion("LeakyRelu") { graph, node throws(Diagnostic) in
        let alpha = try node.real("alpha", default: 0.01)
        return [try graph.call(LeakyRelu.op, [node[0]], [LeakyRelu.alpha(alpha)])]
      },
      Conversion("PRelu") { graph, node throws(Diagnostic) in [try prelu(&graph, node)] },
      Conversion("Softplus") { graph, node throws(Diagnostic) in
        [try softplus(&graph, node[0])]
      },
      Conversion("Softsign") { graph, node throws(Diagnostic) in
        [try softsign(&graph, node[0])]
      },
      Conversion("Mish") { graph, node throws(Diagnostic) in
        let x = try node[0]
        return [
          try graph.call(
            Arithmetic.multiply,
            [x, graph.call(ElementwiseUnary.hyperbolicTangent, [softplus(&graph, x)])])
        ]
      },
      Conversion("Swish") { graph, node throws(Diagnostic) in
        let x = try node[0]
        let scaled = try graph.call(
          Arithmetic.multiply, [x, graph.scalar(node.real("alpha", default: 1), like: x)])
        return [
          try graph.call(Arithmetic.multiply, [x, graph.call(ElementwiseUnary.sigmoid, [scaled])])
        ]
      },
      Conversion("Gelu") { graph, node throws(Diagnostic) in [try gelu(&graph, node)] },
    ] + hard + exponential

  private static let hard: [Conversion] = [
    Conversion("HardSigmoid") { graph, node throws(Diagnostic) in
      let (alpha, beta) = (
        try node.real("alpha", default: 0.2), try node.real("beta", default: 0.5)
      )
      return [try hardSigmoid(&graph, node[0], alpha, beta)]
    },
    Conversion("HardSwish") { graph, node throws(Diagnostic) in
      let x = try node[0]
      let gate = try hardSigmoid(&graph, x, Double(Float(1) / 6), 0.5)
      return [try graph.call(Arithmetic.multiply, [x, gate])]
    },
    Conversion("ThresholdedRelu") { graph, node throws(Diagnostic) in
      [try thresholded(&graph, node[0], node.real("alpha", default: 1))]
    },
  ]

  private static let exponential: [Conversion] = [
    Conversion("Elu") { graph, node throws(Diagnostic) in
      [try elu(&graph, node[0], node.real("alpha", default: 1))]
    },
    Conversion("Celu") { graph, node throws(Diagnostic) in
      let x = try node[0]
      let alpha = try node.real("alpha", default: 1)
      let scaled = try graph.call(Arithmetic.divide, [x, graph.scalar(alpha, like: x)])
      let low = try below(&graph, scaled, alpha)
      return [try graph.call(Arithmetic.add, [graph.call(Elementwise.relu, [x]), low])]
    },
    Conversion("Selu") { graph, node throws(Diagnostic) in
      let x = try node[0]
      let alpha = try node.real("alpha", default: 1.67326319217681884765625)
      let gamma = try node.real("gamma", default: 1.05070102214813232421875)
      let inner = try elu(&graph, x, alpha)
      return [try graph.call(Arithmetic.multiply, [inner, graph.scalar(gamma, like: x)])]
    },
  ]

  /// clip(alpha · x + beta, 0, 1)
  static func hardSigmoid(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ alpha: Double, _ beta: Double
  ) throws(Diagnostic) -> ID<Node> {
    let scaled = try graph.call(Arithmetic.multiply, [x, graph.scalar(alpha, like: x)])
    let moved = try graph.call(Arithmetic.add, [scaled, graph.scalar(beta, like: x)])
    return try graph.call(Clip.op, [moved], [Clip.low(0.0), Clip.high(1.0)])
  }

  /// x where it is more than alpha, else 0
  static func thresholded(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ alpha: Double
  ) throws(Diagnostic) -> ID<Node> {
    let isMore = try graph.call(Conditions.greater, [x, graph.scalar(alpha, like: x)])
    return try graph.call(Conditions.choose, [isMore, x, graph.scalar(0, like: x)])
  }

  /// x / (1 + |x|)
  static func softsign(
    _ graph: inout GraphImporter, _ x: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let size = try graph.call(
      Arithmetic.add, [graph.call(ElementwiseUnary.absolute, [x]), graph.scalar(1, like: x)])
    return try graph.call(Arithmetic.divide, [x, size])
  }

  /// relu(x) + alpha · (exp(min(x, 0)) - 1)
  static func elu(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ alpha: Double
  ) throws(Diagnostic) -> ID<Node> {
    try graph.call(Arithmetic.add, [graph.call(Elementwise.relu, [x]), below(&graph, x, alpha)])
  }

  /// alpha · (exp(min(x, 0)) - 1)
  private static func below(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ alpha: Double
  ) throws(Diagnostic) -> ID<Node> {
    let low = try graph.call(Arithmetic.minimum, [x, graph.scalar(0, like: x)])
    let power = try graph.call(
      Arithmetic.subtract,
      [graph.call(ElementwiseUnary.exponential, [low]), graph.scalar(1, like: x)])
    if alpha == 1 { return power }
    return try graph.call(Arithmetic.multiply, [power, graph.scalar(alpha, like: x)])
  }

  /// relu(x) + log(1 + exp(-|x|)), which does not overflow.
  static func softplus(
    _ graph: inout GraphImporter, _ x: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    let size = try graph.call(ElementwiseUnary.negate, [graph.call(ElementwiseUnary.absolute, [x])])
    let sum = try graph.call(
      Arithmetic.add, [graph.call(ElementwiseUnary.exponential, [size]), graph.scalar(1, like: x)])
    return try graph.call(
      Arithmetic.add,
      [graph.call(Elementwise.relu, [x]), graph.call(ElementwiseUnary.logarithm, [sum])])
  }

  private static func prelu(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (x, slope) = (try node[0], try node[1])
    let (type, shape) = (try graph.type(of: x), try graph.extents(of: slope))
    let offset = type.shape.count - shape.count
    let wide = shape.indices.filter { shape[$0] != 1 }
    if type.shape.count > 1, wide.count == 1, offset + wide[0] == 1,
      type.shape[1] == shape[wide[0]]
    {
      let flat = try graph.call(Reshape.op, [slope], [Reshape.shape([-1])])
      return try graph.call(PRelu.op, [x, flat])
    }
    let scaled = try graph.call(Arithmetic.multiply, [x, slope])
    let isLess = try graph.call(Conditions.less, [x, graph.scalar(0, like: x)])
    return try graph.call(Conditions.choose, [isLess, scaled, x])
  }

  private static func gelu(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    try node.expect("approximate", ["none", "tanh"])
    return try gelu(&graph, node[0], isTanh: node.text("approximate") == "tanh")
  }

  /// x / 2 · (1 + erf(x / √2)), or with a hyperbolic tangent instead.
  static func gelu(
    _ graph: inout GraphImporter, _ x: ID<Node>, isTanh: Bool
  ) throws(Diagnostic) -> ID<Node> {
    var inner: ID<Node>
    if isTanh {
      let cube = try graph.call(Arithmetic.multiply, [x, graph.call(Arithmetic.multiply, [x, x])])
      let bent = try graph.call(Arithmetic.multiply, [cube, graph.scalar(0.044715, like: x)])
      inner = try graph.call(Arithmetic.add, [x, bent])
      inner = try graph.call(
        Arithmetic.multiply, [inner, graph.scalar(0.7978845608028654, like: x)])
      inner = try graph.call(ElementwiseUnary.hyperbolicTangent, [inner])
    } else {
      inner = try graph.call(Arithmetic.multiply, [x, graph.scalar(0.7071067811865476, like: x)])
      inner = try graph.call(ElementwiseUnary.errorFunction, [inner])
    }
    let gate = try graph.call(Arithmetic.add, [inner, graph.scalar(1, like: x)])
    let half = try graph.call(Arithmetic.multiply, [x, graph.scalar(0.5, like: x)])
    return try graph.call(Arithmetic.multiply, [half, gate])
  }

}
