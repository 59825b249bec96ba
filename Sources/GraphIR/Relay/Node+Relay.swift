import Support

extension Node {

  /// Whether a text spells this in place wherever it is read.
  var isAlwaysInline: Bool {
    switch kind {
    case .variable, .constant, .global: true
    default: false
    }
  }

  /// Whether a comment with the type follows this where it is written.
  var hasTypeComment: Bool {
    switch kind {
    case .variable, .constant, .apply, .tuple, .projection, .function: true
    case .call(let op, _): !op.has(.cellAccess)
    case .global, .conditional, .binding: false
    }
  }

}

extension GraphModule {

  /// What a value reads through calls, tuples and projections: the callee, then the arguments.
  func dataflow(of id: ID<Node>) -> [ID<Node>] {
    let node = self[id]
    switch node.kind {
    case .apply, .tuple, .projection: return node.operands
    case .call(let op, _): return op.has(.cellAccess) ? [] : node.operands
    default: return []
    }
  }

}
