import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that normalize, and those that only do something in training.
enum Normalizations {

  static let conversions: [Conversion] = [
    Conversion("BatchNormalization") { graph, node throws(Diagnostic) in
      try batch(&graph, node)
    },
    Conversion("Dropout") { graph, node throws(Diagnostic) in try dropout(&graph, node) },
    Conversion("InstanceNormalization") { graph, node throws(Diagnostic) in
      [try instance(&graph, node)]
    },
    Conversion("LayerNormalization") { graph, node throws(Diagnostic) in
      try layer(&graph, node)
    },
    Conversion("LRN") { graph, node throws(Diagnostic) in
      guard let size = try node.integer("size") else { throw .error("attribute `size` is missing") }
      let (alpha, beta, bias) = (
        try node.real("alpha", default: 0.0001), try node.real("beta", default: 0.75),
        try node.real("bias", default: 1)
      )
      return [
        try graph.call(
          LRN.op, [node[0]], [LRN.size(size), LRN.bias(bias), LRN.alpha(alpha), LRN.beta(beta)])
      ]
    },
  ]

  private static func batch(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let epsilon = try node.real("epsilon", default: 1e-5)
    if node.version < 9, try node.integer("spatial", default: 1) == 0 {
      return [try perElement(&graph, node, epsilon)]
    }
    if node.version < 7, try !node.flag("is_test"), node.hasOutput(1) {
      throw .error(
        "`is_test` = `0` with more than one output is training, which is not supported before "
          + "version 14")
    }
    let x = try node[0]
    if node.version >= 14, try node.flag("training_mode") {
      return try trainedBatch(&graph, node, x, epsilon)
    }
    let operands = [x, try node[1], try node[2], try node[3], try node[4]]
    let result = try graph.call(BatchNorm.op, operands, [BatchNorm.epsilon(epsilon)])
    return [try graph.builder.projection(result, 0)]
  }

  /// With moments, a scale and a bias for each element of an image.
  private static func perElement(
    _ graph: inout GraphImporter, _ node: ModelNode, _ epsilon: Double
  ) throws(Diagnostic) -> ID<Node> {
    let variance = try graph.call(
      Arithmetic.add, [node[4], graph.scalar(epsilon, like: node[4])])
    let inverse = try graph.call(ElementwiseUnary.reciprocalSquareRoot, [variance])
    let centred = try graph.call(Arithmetic.subtract, [node[0], node[3]])
    let normal = try graph.call(Arithmetic.multiply, [centred, inverse])
    return try graph.call(
      Arithmetic.add, [graph.call(Arithmetic.multiply, [normal, node[1]]), node[2]])
  }

  /// In training the moments are those of the batch, and new running ones are results too.
  private static func trainedBatch(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>, _ epsilon: Double
  ) throws(Diagnostic) -> [ID<Node>] {
    let axes = (0 ..< (try graph.rank(of: x))).filter { $0 != 1 }
    let (mean, variance) = try moments(&graph, x, axes, keepsAxes: false)
    let result = try graph.call(
      BatchNorm.op, [x, node[1], node[2], mean, variance], [BatchNorm.epsilon(epsilon)])
    var outputs = [try graph.builder.projection(result, 0)]
    let momentum = try node.real("momentum", default: 0.9)
    for (old, new) in [(try node[3], mean), (try node[4], variance)] {
      let kept = try graph.call(Arithmetic.multiply, [old, graph.scalar(momentum, like: old)])
      let added = try graph.call(Arithmetic.multiply, [new, graph.scalar(1 - momentum, like: new)])
      outputs.append(try graph.call(Arithmetic.add, [kept, added]))
    }
    return outputs
  }

  /// The mean and the variance along `axes`.
  static func moments(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ axes: [Int], keepsAxes: Bool
  ) throws(Diagnostic) -> (mean: ID<Node>, variance: ID<Node>) {
    let mean = try graph.call(
      Reductions.mean, [x], [Reductions.axis(axes), Reductions.keeps(true)])
    let centred = try graph.call(Arithmetic.subtract, [x, mean])
    let squares = try graph.call(Arithmetic.multiply, [centred, centred])
    let variance = try graph.call(
      Reductions.mean, [squares], [Reductions.axis(axes), Reductions.keeps(keepsAxes)])
    if keepsAxes { return (mean, variance) }
    return (try graph.call(Squeeze.op, [mean], [Squeeze.axis(axes)]), variance)
  }

  private static func dropout(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let x = try node[0]
    let trains = try graph.constant(node, 2, "training_mode")?.doubles.first ?? 0
    let ratio = try graph.constant(node, 1, "ratio")?.doubles.first ?? 0.5
    guard node.version < 12 || trains == 0 || ratio == 0 else {
      throw .error("`training_mode` drops elements at random")
    }
    var outputs = [try graph.call(Elementwise.copy, [x])]
    if node.hasOutput(1) {
      let type = node.version < 10 ? try graph.type(of: x).element : .bool
      let one = graph.scalar(1, type)
      outputs.append(
        try graph.call(
          Full.fixed, [one], [Full.shape(graph.extents(of: x)), Full.type(type.rawValue)]))
    }
    return outputs
  }

  private static func instance(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    let rank = try graph.rank(of: x)
    guard rank > 2 else { throw .error("data with \(rank) axes has none to normalize over") }
    let normal = try normalized(
      &graph, x, Array(2 ..< rank), try node.real("epsilon", default: 1e-5)
    ).result
    let shape = [1, -1] + Array(repeating: 1, count: rank - 2)
    let scale = try graph.call(Reshape.op, [node[1]], [Reshape.shape(shape)])
    let bias = try graph.call(Reshape.op, [node[2]], [Reshape.shape(shape)])
    return try graph.call(
      Arithmetic.add, [graph.call(Arithmetic.multiply, [normal, scale]), bias])
  }

  private static func layer(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let x = try node[0]
    let rank = try graph.rank(of: x)
    let axis = try graph.position(node.integer("axis", default: -1), in: x)
    let (normal, mean, deviation) = try normalized(
      &graph, x, Array(axis ..< rank), try node.real("epsilon", default: 1e-5))
    var result = try graph.call(Arithmetic.multiply, [normal, node[1]])
    if let bias = node.optional(2) { result = try graph.call(Arithmetic.add, [result, bias]) }
    return [result, mean, deviation]
  }

  /// (x - mean) / √(variance + epsilon), the mean, and one divided by the root.
  static func normalized(
    _ graph: inout GraphImporter, _ x: ID<Node>, _ axes: [Int], _ epsilon: Double
  ) throws(Diagnostic) -> (result: ID<Node>, mean: ID<Node>, inverse: ID<Node>) {
    let (mean, variance) = try moments(&graph, x, axes, keepsAxes: true)
    let sum = try graph.call(Arithmetic.add, [variance, graph.scalar(epsilon, like: x)])
    let inverse = try graph.call(ElementwiseUnary.reciprocalSquareRoot, [sum])
    let centred = try graph.call(Arithmetic.subtract, [x, mean])
    return (try graph.call(Arithmetic.multiply, [centred, inverse]), mean, inverse)
  }

}
