import GraphIR
import OrderedCollections
import Support

/// Nodes that a pattern fits and that may become one composite.
struct Group {

  let root: ID<Node>

  /// What the names of the pattern stand for.
  let bindings: [String: ID<Node>]

  /// The values that come from outside, each once, in the order of the pattern.
  let inputs: OrderedSet<ID<Node>>

  /// What is computed inside, and constants that belong to it, dependencies first.
  let members: OrderedSet<ID<Node>>

  /// The number of the group among all that the pattern was tried on, for names of parameters.
  let number: Int

  /// Whether a value that is computed inside is also needed outside, so that it is computed twice.
  var isShared = false

  /// The values that are given where they are more than the root, dependencies first.
  var outputs: OrderedSet<ID<Node>> = []

  /// - Parameter labels: those of the pattern, in order.
  init(
    _ match: Match, _ labels: [String], at root: ID<Node>, number: Int, in module: GraphModule
  ) {
    self.root = root
    bindings = match.bindings
    self.number = number
    var inputs: OrderedSet<ID<Node>> = []
    for label in labels {
      guard let id = match.bindings[label] else { continue }
      if match.inputs.contains(label) { inputs.append(id) }
      if match.openLabels.contains(label) { inputs.append(contentsOf: module[id].operands) }
    }
    for between in match.between.sorted(by: { $0.key < $1.key }).map(\.value) {
      inputs.subtract(between.nodes)
      inputs.append(contentsOf: between.inputs)
    }
    self.inputs = inputs
    members = module.closure(of: root, until: inputs)
  }

  /// The operators inside, in words and in order, such as `nn.conv2d_nn.relu_`.
  func signature(in module: GraphModule) -> String {
    members.map { id in
      let node = module[id]
      return switch node.kind {
      case .call(let op, _): "\(op.name)_"
      case .apply: "Call_"
      case .tuple: "Tuple_"
      case .projection(let index): "TupleGetItem\(index)_"
      case .function: "Function_"
      case .conditional: "If_"
      case .binding: "Let_"
      case .variable, .constant, .global: ""
      }
    }.joined()
  }

}

extension GraphModule {

  /// What `root` needs down to `inputs`, which are left out; dependencies first.
  func closure(
    of root: ID<Node>, until inputs: OrderedSet<ID<Node>>
  ) -> OrderedSet<ID<Node>> {
    var members: OrderedSet<ID<Node>> = []
    var stack = [(id: root, isExpanded: false)]
    while let (id, isExpanded) = stack.last {
      if members.contains(id) || inputs.contains(id) {
        stack.removeLast()
      } else if isExpanded {
        members.append(id)
        stack.removeLast()
      } else {
        stack[stack.count - 1].isExpanded = true
        stack += dependencies(of: id).reversed().map { ($0, false) }
      }
    }
    return members
  }

}
