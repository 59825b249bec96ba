import Diagnostics
import GraphIR
import Support
import Tensors

/// What networks are trained by: how far scores lie from the classes that are right.
enum Losses {

  static let conversions: [Conversion] = [
    Conversion("NegativeLogLikelihoodLoss") { graph, node throws(Diagnostic) in
      [try loss(&graph, node, of: node[0], target: node[1], weight: node.optional(2))]
    },
    Conversion("SoftmaxCrossEntropyLoss") { graph, node throws(Diagnostic) in
      let logs = try graph.call(Softmax.logSoftmax, [node[0]], [Softmax.axis(1)])
      return [
        try loss(&graph, node, of: logs, target: node[1], weight: node.optional(2)), logs,
      ]
    },
  ]

  /// -logs[target] · weight[target] at each position, or their sum, or their mean by weight.
  /// - Shapes: logs [N, C, …], target [N, …], weight [C]
  private static func loss(
    _ graph: inout GraphImporter, _ node: ModelNode, of logs: ID<Node>, target: ID<Node>,
    weight: ID<Node>?
  ) throws(Diagnostic) -> ID<Node> {
    try node.expect("reduction", ["none", "sum", "mean"])
    let ignored = try node.integer("ignore_index").map { (index) throws(Diagnostic) in
      try graph.call(Conditions.equal, [target, graph.scalar(Double(index), like: target)])
    }
    var classes = target
    if let ignored {
      let none = try graph.scalar(0, like: target)
      classes = try graph.call(Conditions.choose, [ignored, none, target])
    }
    let places = try graph.call(
      ExpandDims.op, [classes], [ExpandDims.axis(1), ExpandDims.count(1)])
    let picked = try graph.call(Gather.op, [logs, places], [Gather.axis(1)])
    var losses = try graph.call(
      ElementwiseUnary.negate, [graph.call(Squeeze.op, [picked], [Squeeze.axis([1])])])
    let weights = try weights(&graph, classes, ignored, weight, like: losses)
    if let weights { losses = try graph.call(Arithmetic.multiply, [losses, weights]) }
    switch try node.text("reduction", default: "mean") {
    case "none": return losses
    case "sum": return try graph.call(Reductions.sum, [losses])
    default:
      guard let weights else { return try graph.call(Reductions.mean, [losses]) }
      return try graph.call(
        Arithmetic.divide,
        [graph.call(Reductions.sum, [losses]), graph.call(Reductions.sum, [weights])])
    }
  }

  /// How much each position counts; nil where all count alike.
  private static func weights(
    _ graph: inout GraphImporter, _ classes: ID<Node>, _ ignored: ID<Node>?, _ weight: ID<Node>?,
    like losses: ID<Node>
  ) throws(Diagnostic) -> ID<Node>? {
    let own = try weight.map { (weight) throws(Diagnostic) in
      try graph.call(Take.op, [weight, classes], [Take.axis(0), Take.mode("fast")])
    }
    guard let ignored else { return own }
    let (none, one) = (try graph.scalar(0, like: losses), try graph.scalar(1, like: losses))
    return try graph.call(Conditions.choose, [ignored, none, own ?? one])
  }

}
