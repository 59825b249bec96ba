public import GraphIR
public import Support

/// A node of a region's function that something has to compute: a composite, or an operator that is
/// called by itself.
public struct RegionCall {

  public let node: ID<Node>

  /// Of the pattern or operator, without what stands before the last dot.
  public let operation: String

  /// What is computed, each by itself, and whether it gives a tuple of them.
  public let results: [ID<Node>]
  public let givesTuple: Bool

  /// What is read, and what it is called where it is computed with.
  public let operands: [(parameter: ID<Node>, argument: ID<Node>)]

  /// The operand that it is but another name of, where that has become a value: it leaves blocks of
  /// channels as they are, or joins rows and columns of one place to them.
  public let alias: ID<Node>?

  /// Nil for what computes nothing.
  public init?(_ id: ID<Node>, in module: GraphModule) {
    let node = module[id]
    let name: String
    switch node.kind {
    case .apply:
      guard let function = module[node.operands[0]].function else { return nil }
      name = function.attributes.text("Composite") ?? "composite"
      let body = module[function.body]
      if case .tuple = body.kind { givesTuple = true } else { givesTuple = false }
      results = givesTuple ? body.operands : [function.body]
      operands = zip(function.parameters, node.operands.dropFirst()).map { ($0, $1) }
      let isAlone = body.operands == function.parameters
      alias =
        isAlone ? node.operands.dropFirst().first.flatMap { module.renamed($0, by: body) } : nil
    case .call(let op, _):
      name = op.name
      givesTuple = false
      results = [id]
      operands = node.operands.map { ($0, $0) }
      alias = node.operands.first.flatMap { module.renamed($0, by: node) }
    default: return nil
    }
    self.node = id
    operation = name.split(separator: ".").last.map(String.init) ?? "kernel"
  }

}

extension GraphModule {

  /// `operand`, if `node` changes nothing of it but how its channels are counted.
  fileprivate func renamed(_ operand: ID<Node>, by node: Node) -> ID<Node>? {
    guard node.op?.has(.view) == true, let from = self[operand].type?.tensor?.extents,
      let to = node.type?.tensor?.extents, from.count >= 2, to.count >= 2, from[0] == to[0],
      to.dropFirst(2).allSatisfy({ $0 == 1 }), to[1] == from.dropFirst().product
    else { return nil }
    return operand
  }

}
