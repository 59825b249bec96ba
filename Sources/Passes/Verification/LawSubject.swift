import GraphIR
import OrderedCollections
import Support

/// A program as the laws read it.
struct LawSubject: Sendable {

  /// What breaks a law, and where.
  struct Finding: Sendable {
    var node: ID<Node>?
    var text: String

    init(_ node: ID<Node>?, _ text: String) {
      self.node = node
      self.text = text
    }
  }

  let program: Program
  let module: GraphModule

  /// Every node that a function reaches, dependencies first.
  let reached: [ID<Node>]

  /// The function literals that are composites, with their names.
  let composites: [(id: ID<Node>, name: String, function: Function)]

  /// The first node that does not exist, and who reads it.
  let strayOperand: Finding?

  /// The first node that was found to depend on itself.
  let selfDependence: Finding?

  init(_ program: Program) {
    self.program = program
    module = program.module
    var walk = Walk(program.module)
    walk.run()
    reached = walk.order
    composites = reached.compactMap { id in
      guard let function = program.module[id].function,
        let name = function.attributes.text("Composite")
      else { return nil }
      return (id, name, function)
    }
    strayOperand = walk.stray
    selfDependence = walk.cycle
  }

  /// The node in a few words.
  func describe(_ id: ID<Node>) -> String {
    switch module[id].kind {
    case .call(let op, _): "\(id) \(op.name)"
    case .variable(let name): "%\(name)"
    case .function(let function):
      "\(id) " + (function.attributes.text("Composite").map { "composite `\($0)`" } ?? "function")
    case .apply: "the call \(id)"
    default: "\(id)"
    }
  }

}

/// Walks over nodes that need not exist and may read each other.
private struct Walk {

  let module: GraphModule
  var order: [ID<Node>] = []
  var stray: LawSubject.Finding?
  var cycle: LawSubject.Finding?

  /// 1 on the way, 2 done; by index of the node.
  private var state: [UInt8]

  init(_ module: GraphModule) {
    self.module = module
    state = [UInt8](repeating: 0, count: module.nodes.count)
  }

  mutating func run() {
    for (name, function) in module.functions {
      for root in function.parameters + [function.body] {
        if module.nodes.contains(root) {
          visit(root)
        } else if stray == nil {
          stray = .init(nil, "`@\(name)` has \(root), which does not exist")
        }
      }
    }
  }

  private mutating func visit(_ root: ID<Node>) {
    var stack = [root]
    while let id = stack.last {
      if state[Int(id.index)] == 0 {
        state[Int(id.index)] = 1
        module.forEachDependencyReversed(of: id) { enter($0, from: id, &stack) }
      } else {
        if state[Int(id.index)] == 1 { order.append(id) }
        state[Int(id.index)] = 2
        stack.removeLast()
      }
    }
  }

  private mutating func enter(_ operand: ID<Node>, from id: ID<Node>, _ stack: inout [ID<Node>]) {
    guard module.nodes.contains(operand) else {
      stray = stray ?? .init(id, "\(id) reads \(operand), which does not exist")
      return
    }
    switch state[Int(operand.index)] {
    case 0: stack.append(operand)
    case 1: cycle = cycle ?? .init(operand, "\(operand) depends on itself, through \(id)")
    default: break
    }
  }

}
