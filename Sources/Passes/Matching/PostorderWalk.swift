import GraphIR
import Support

/// Visits nodes one after the other, whatever a node depends on before it.
///
/// What a node depends on is asked when it is met, so that it may depend on the walk so far.
/// - Cost: O(nodes + dependencies); no recursion, so any depth will do.
struct PostorderWalk {

  /// A step of the walk.
  enum Step {

    /// The node is met; what it depends on is to be named with `visit`.
    case met(ID<Node>)

    /// All that the node depends on has been done, and now the node is.
    case done(ID<Node>)
  }

  private var state: [UInt8]  // 1 entered, 2 done
  private var stack: [ID<Node>]
  private var poll = Poll()

  init(_ module: GraphModule, from roots: [ID<Node>]) {
    state = [UInt8](repeating: 0, count: module.nodes.count)
    stack = roots.reversed()
  }

  /// The next step; nil also where the work is to end.
  mutating func next() -> Step? {
    while let id = stack.last, !poll.isRequested(after: 1 << 6) {
      switch state[Int(id.index)] {
      case 0:
        state[Int(id.index)] = 1
        return .met(id)
      case 1:
        state[Int(id.index)] = 2
        stack.removeLast()
        return .done(id)
      default: stack.removeLast()
      }
    }
    return nil
  }

  /// Visits `nodes`, in this order, before the node that was met last.
  mutating func visit(_ nodes: [ID<Node>]) {
    for id in nodes.reversed() where state[Int(id.index)] == 0 { stack.append(id) }
  }

  /// Visits what `id` needs before the node that was met last.
  mutating func visitDependencies(of id: ID<Node>, in module: GraphModule) {
    module.forEachDependencyReversed(of: id) { other in
      if state[Int(other.index)] == 0 { stack.append(other) }
    }
  }

  /// The same but for the bodies of composites.
  mutating func visitOuterDependencies(of id: ID<Node>, in module: GraphModule) {
    module.forEachOuterDependencyReversed(of: id) { other in
      if state[Int(other.index)] == 0 { stack.append(other) }
    }
  }

  /// The next node all of whose dependencies have been visited, but for the bodies of composites.
  ///
  /// Nil also where the work is to end.
  mutating func nextOuter(in module: GraphModule) -> ID<Node>? {
    while let step = next() {
      switch step {
      case .met(let id): visitOuterDependencies(of: id, in: module)
      case .done(let id): return id
      }
    }
    return nil
  }

}

extension GraphModule {

  /// Every node of `function`, dependencies first, but for the bodies of composites that have been
  /// merged.
  func openNodes(of function: Function) -> [ID<Node>] {
    var walk = PostorderWalk(self, from: function.parameters + [function.body])
    var order: [ID<Node>] = []
    while let step = walk.next() {
      switch step {
      case .met(let id): if !isMerged(id) { walk.visitDependencies(of: id, in: self) }
      case .done(let id): order.append(id)
      }
    }
    return order
  }

  private func isMerged(_ id: ID<Node>) -> Bool {
    self[id].form == .function && self[id].function?.attributes["PartitionedFromPattern"] != nil
  }

}
