import Diagnostics
import GraphIR
import OrderedCollections
import Support

extension Program {

  /// Makes convolutions that `legalize` has made denser, and that no target took, what they were: the
  /// host would multiply by zeros.
  /// - Returns: how many there were.
  /// - Errors: the user asked to stop.
  /// - Cost: O(nodes).
  mutating func restoreConvolutions(as pass: String) throws(Diagnostic) -> Int {
    let module = module
    var restored: [(made: ID<Node>, again: ID<Node>)] = []
    let order = module.openFunctions.flatMap { module.openNodes(of: $0) }
    try rewrite(as: pass) { rewriter throws(Diagnostic) in
      for id in order {
        guard let origin = module.sparserConvolution(behind: id) else { continue }
        let node = module[origin]
        guard let (op, attributes) = rewriter.call(origin) else { continue }
        let again = try rewriter.making(from: [id]) { builder throws(Diagnostic) in
          try builder.call(op, [module[id].operands[0]] + node.operands.dropFirst(), attributes)
        }
        guard rewriter[again].type == module[id].type else { continue }
        rewriter.replace(id, by: again, rule: "restore")
        restored.append((id, again))
      }
    }
    for (made, again) in restored { decisions[again] = decisions[made] }
    return restored.count
  }

}

extension GraphModule {

  /// The convolution over the same data that `legalize` has made the one at `id` of, where that has
  /// fewer products; nil for anything else.
  fileprivate func sparserConvolution(behind id: ID<Node>) -> ID<Node>? {
    guard self[id].op?.has(.product) == true else { return nil }
    var origin = id
    while self[origin].origin.pass == Legalize.info.name {
      // One that was made of several nodes reads other data.
      guard self[origin].origin.parents.count == 1 else { return nil }
      origin = self[origin].origin.parents[0]
    }
    let (made, model) = (self[id], self[origin])
    guard origin != id, [Conv2D.op, QConv2D.op].contains(model.op), made.op == model.op,
      model.operands.count == made.operands.count, model.operands.count > 1,
      model.operands.dropFirst().allSatisfy({ isKnown($0) }),
      self[made.operands[0]].type == self[model.operands[0]].type, made.type == model.type,
      let own = multiplyAccumulates(of: id), let before = multiplyAccumulates(of: origin)
    else { return nil }
    return before < own ? origin : nil
  }

  /// Whether `id` is constant, or the numbers that constant integers stand for.
  private func isKnown(_ id: ID<Node>) -> Bool {
    if self[id].constant != nil { return true }
    return self[id].op == Dequantize.op
      && self[id].operands.allSatisfy { self[$0].constant != nil }
  }

}
