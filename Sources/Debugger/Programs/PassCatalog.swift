import Diagnostics
import Passes
import Support
import TargetKit

/// The passes that can be applied, and which of them a user means.
struct PassCatalog: Sendable {

  /// Those on graphs.
  let onGraphs = OfferedPass.onGraphs

  /// Those of each selected accelerator, in order of priority.
  let ofTargets: [(target: String, passes: [OfferedPass])]

  init(_ ofTargets: [(target: String, passes: [OfferedPass])]) { self.ofTargets = ofTargets }

  /// Those of accelerators in the order in which they are applied by default.
  var lowering: [OfferedPass] { .merged(ofTargets.map(\.passes)) }

  /// All of them, in the default order.
  var all: [OfferedPass] { onGraphs + lowering }

  /// The passes that `call` means: one on graphs, the one of an accelerator, or, where `call` does
  /// not say of which, that of each accelerator in turn.
  /// - Errors: there is none.
  func passes(_ call: PassCall) throws(Diagnostic) -> [OfferedPass] {
    let named = all.filter { $0.info.name == call.name }
    let meant = named.filter { call.target == nil || $0.target == call.target }
    guard meant.isEmpty else { return meant }
    guard let target = call.target, !named.isEmpty else {
      let near = nearest(to: call.name, in: all.map(\.info.name), most: 1).first
      throw .error(
        "no pass `\(call.name)`",
        hints: [near.map { "did you mean `\($0)`?" } ?? "`passes` lists them"])
    }
    if named.contains(where: { $0.target == nil }) {
      throw .error(
        "`\(call.name)` is a pass on graphs, of no target", hints: ["leave out `\(target):`"])
    }
    let owners = named.compactMap(\.target).map { "`\($0):\(call.name)`" }
    throw .error(
      "no selected target `\(target)` has a pass `\(call.name)`",
      hints: ["there \(owners.count == 1 ? "is" : "are") \(owners.joined(separator: ", "))"])
  }

  /// What `call` means, with its options.
  /// - Errors: there is no such pass, or it does not take the options.
  func plan(_ call: PassCall) throws(Diagnostic) -> [PlannedPass] {
    var planned: [PlannedPass] = []
    for pass in try passes(call) { planned.append(try pass.planned(call.options)) }
    return planned
  }

}

extension TargetTable {
  /// Every pass that can be applied with the accelerators that have been made, those of the graph
  /// first.
  var catalog: PassCatalog { PassCatalog(known.map { ($0.description.name, $0.passes) }) }
}
