public import GraphIR
public import Support

extension GraphModule {

  /// What `root` reaches without entering a function literal.
  /// - Cost: O(nodes + operands).
  public func outerNodes(from root: ID<Node>) -> Set<ID<Node>> {
    var found: Set<ID<Node>> = []
    var stack = [root]
    while let id = stack.popLast() {
      if found.insert(id).inserted { stack += self[id].operands }
    }
    return found
  }

}
