import GraphIR
import OrderedCollections
import Support

extension Program {

  /// Drops what an earlier run of `pass` has decided.
  mutating func forgetDecisions(of pass: String) {
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

}

extension GraphModule {

  /// The functions that are not yet the region of an accelerator.
  var openFunctions: [Function] {
    functions.values.filter { $0.attributes["Compiler"] == nil }
  }

}
