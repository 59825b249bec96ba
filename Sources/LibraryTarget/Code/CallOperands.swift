import GraphIR
import Support

/// The nodes that the names of a call stand for.
struct CallOperands {

  /// In the composite, or in the region for a call that is in none.
  var nodes: [String: ID<Node>]

  /// What the parameters of the composite are in the region.
  var outside: [ID<Node>: ID<Node>]

  /// The node of the region that `label` stands for; nil where the pattern fitted without it.
  subscript(label: String) -> ID<Node>? { nodes[label].map { outside[$0] ?? $0 } }

  /// The nodes of the region that are the fields of the tuple `label`; nil where it is none.
  func fields(of label: String, in module: GraphModule) -> [ID<Node>]? {
    guard let id = self[label], case .tuple = module[id].kind else { return nil }
    return module[id].operands.map { outside[$0] ?? $0 }
  }

}
