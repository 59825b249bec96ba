import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that hold graphs.
enum ControlFlow {

  static let conversions: [Conversion] = [
    Conversion("If") { graph, node throws(Diagnostic) in try conditional(&graph, node) }
  ]

  /// A condition that is known leaves one branch.
  private static func conditional(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let condition = try node[0]
    guard let yes = try node.graph("then_branch"), let no = try node.graph("else_branch") else {
      throw .error("a branch is missing")
    }
    if let known = graph.known(condition)?.doubles.first {
      return try graph.importGraph(known != 0 ? yes : no, node)
    }
    let values = (try graph.importGraph(yes, node), try graph.importGraph(no, node))
    guard values.0.count == values.1.count, values.0.count == node.outputCount else {
      throw .error("branches of \(values.0.count) and \(values.1.count) outputs")
    }
    for (then, other) in zip(values.0, values.1) where graph.isSequence(then) {
      let types = (graph.builder.module[then].type, graph.builder.module[other].type)
      guard types.0 == types.1, graph.absent.isDisjoint(with: [then, other]) else {
        throw graph.unknown(
          condition, "the branches give different sequences, and which it is the model computes")
      }
    }
    if values.0.count == 1 {
      return [try graph.builder.insert(.conditional, [condition, values.0[0], values.1[0]])]
    }
    let branches = (try graph.builder.tuple(values.0), try graph.builder.tuple(values.1))
    let chosen = try graph.builder.insert(.conditional, [condition, branches.0, branches.1])
    var outputs: [ID<Node>] = []
    for index in values.0.indices { outputs.append(try graph.builder.projection(chosen, index)) }
    return outputs
  }

}
