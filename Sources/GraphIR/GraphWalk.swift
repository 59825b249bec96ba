public import Support

/// Walks over parts of a graph one after the other; what one walk has visited the next visits again.
///
/// Many small walks over a large graph cost what they visit, and nothing for the rest of it.
public struct GraphWalk: Sendable {

  private let module: GraphModule

  /// For each node twice the number of the last walk that has entered it, and one more where that
  /// walk is done with it.
  private var marks: [Int32]

  /// Twice the number of this walk.
  private var entered: Int32 = 0

  /// - Cost: O(nodes).
  public init(_ module: GraphModule) {
    self.module = module
    marks = [Int32](repeating: 0, count: module.nodes.count)
  }

  /// Every node that `roots` reach, function literals included, dependencies first.
  /// - Cost: O(nodes + operands) of those; no recursion, so any depth will do.
  public mutating func postorder(from roots: [ID<Node>]) -> [ID<Node>] {
    entered += 2
    var order: [ID<Node>] = []
    var stack = Array(roots.reversed())
    while let id = stack.last {
      let index = Int(id.index)
      if marks[index] < entered {
        marks[index] = entered
        module.forEachDependencyReversed(of: id) { operand in
          if marks[Int(operand.index)] < entered { stack.append(operand) }
        }
      } else {
        if marks[index] == entered { order.append(id) }
        marks[index] = entered + 1
        stack.removeLast()
      }
    }
    return order
  }

  /// Every node of `function`, dependencies first, parameters included even if nothing reads them.
  public mutating func postorder(of function: Function) -> [ID<Node>] {
    postorder(from: function.parameters + [function.body])
  }

}
