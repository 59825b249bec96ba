import Diagnostics
import GraphIR
import ISA
import OrderedCollections
import Passes
import Support
import TargetKit

extension Session {

  /// The nodes of the current program that `word` names.
  /// - Errors: nothing is named so.
  func nodes(named word: String) throws(Diagnostic) -> [ID<Node>] {
    try requireHistory().program.module.nodes(named: word)
  }

  /// The names by which nodes of the model are known.
  public var nodeNames: [String] {
    guard let program = currentProgram else { return [] }
    return program.module.sources.elements.map(\.name) + program.module.functions.keys
  }

  /// The names of the formats that the instructions in view have.
  public var formatNames: [String] {
    journey?.run?.device.formats ?? []
  }

  /// For a line about a node: its identity, what it is, and the nodes of the model behind it.
  func describe(_ id: ID<Node>, in module: GraphModule) -> String {
    "\(id) \(module.kindName(of: id))"
  }

  /// The nodes of the model behind `id`, as `Conv @conv1`, or who made it where there are none.
  func sourceText(of id: ID<Node>, in module: GraphModule) -> String {
    let origin = module[id].origin
    guard !origin.isSynthetic else { return "synthetic, made by \(origin.pass)" }
    return origin.sources.map { "\(module[$0].op) @\(module[$0].name)" }.joined(separator: ", ")
  }

}
