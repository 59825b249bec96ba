import Diagnostics
import GraphIR
import OrderedCollections
import Support

extension Program {

  /// Drops what an earlier run of `pass` has decided.
  mutating func forgetDecisions(of pass: String) {
    guard decisions.values.contains(where: { $0.isEmpty || $0.contains { $0.pass == pass } })
    else { return }
    var kept: OrderedDictionary<ID<Node>, [Decision]> = [:]
    for (id, list) in decisions {
      let others = list.filter { $0.pass != pass }
      if !others.isEmpty { kept[id] = others }
    }
    decisions = kept
  }

  /// Adds decisions to those that there are.
  mutating func decide(_ new: OrderedDictionary<ID<Node>, [Decision]>) {
    for (id, list) in new { decisions[id, default: []] += list }
  }

  /// Says of each operator of the region `name` that `pass` left it in the graph.
  mutating func refuse(region name: String, by pass: String, because error: Diagnostic) {
    guard let target = module.functions[name]?.attributes.text("Compiler") else { return }
    let decision = Decision(
      pass: pass, target: target, .refused, .notLowered(region: name, Refusal(error)))
    for id in operators(ofRegion: name) { decisions[id, default: []].append(decision) }
  }

  /// Drops that the region `name` was left in the graph.
  mutating func forgetRefusal(of name: String) {
    for id in operators(ofRegion: name) {
      decisions[id]?.removeAll { $0.reason.isRefusal(of: name) }
    }
  }

  private func operators(ofRegion name: String) -> [ID<Node>] {
    guard let function = module.functions[name] else { return [] }
    return module.postorder(of: function).filter { module.isOperator($0) }
  }

}

extension Decision.Reason {
  fileprivate func isRefusal(of region: String) -> Bool {
    if case .notLowered(region, _) = self { true } else { false }
  }
}

extension GraphModule {

  /// The functions that are not yet the region of an accelerator.
  var openFunctions: [Function] {
    functions.values.filter { $0.attributes["Compiler"] == nil }
  }

}
