import GraphIR
import Support

/// Visits nodes one after the other, whatever a node depends on before it.
///
/// What a node depends on is asked when it is met, so that it may depend on the walk so far.
/// - Cost: O(nodes + dependencies); no recursion, so any depth will do.
struct PostorderWalk {

  private var state: [UInt8]  // 1 entered, 2 done
  private var stack: [ID<Node>]
  private var poll = Poll()

  init(_ module: GraphModule, from roots: [ID<Node>]) {
    state = [UInt8](repeating: 0, count: module.nodes.count)
    stack = roots.reversed()
  }

  /// The next node all of whose dependencies have been visited; nil also where the work is to end.
  mutating func next(_ dependencies: (ID<Node>) -> [ID<Node>]) -> ID<Node>? {
    while let id = stack.last, !poll.isRequested(after: 1 << 6) {
      switch state[Int(id.index)] {
      case 0:
        state[Int(id.index)] = 1
        for other in dependencies(id).reversed() where state[Int(other.index)] == 0 {
          stack.append(other)
        }
      case 1:
        state[Int(id.index)] = 2
        stack.removeLast()
        return id
      default: stack.removeLast()
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
    while let id = walk.next({ openDependencies(of: $0) }) { order.append(id) }
    return order
  }

  private func openDependencies(of id: ID<Node>) -> [ID<Node>] {
    if let function = self[id].function, function.attributes["PartitionedFromPattern"] != nil {
      return []
    }
    return dependencies(of: id)
  }

}
