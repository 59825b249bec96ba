import Diagnostics
import GraphIR
import ISA
import OrderedCollections
import Passes
import Support
import TargetKit

extension Session {

  /// The nodes of the current program that `word` names.
  ///
  /// `%12` names a node by its identity, `%x` a parameter; `@conv1` what was made from the model's
  /// node of that name, or the function of that name; `#3` what an instruction was made from.
  /// - Errors: nothing is named so.
  func nodes(named word: String) throws(Diagnostic) -> [ID<Node>] {
    let program = try requireHistory().program
    let module = program.module
    if word.hasPrefix("%") {
      let name = String(word.dropFirst())
      if let number = Int(name), module.nodes.elements.indices.contains(number) {
        return [ID(number)]
      }
      let variables = module.reachable.filter {
        if case .variable(let own) = module[$0].kind { own == name } else { false }
      }
      guard variables.isEmpty else { return variables }
      throw .error("there is no value `\(word)`", hints: ["`ir` shows the values that there are"])
    }
    let name = word.hasPrefix("@") ? String(word.dropFirst()) : word
    if let source = source(named: name, in: module) {
      return module.reachable.filter { module[$0].origin.sources.contains(source) }
    }
    if let function = module.functions[name] { return module.postorder(of: function) }
    let names = module.sources.elements.map(\.name) + module.functions.keys
    let near = nearest(to: name, in: names)
    throw .error(
      "there is no node `\(name)`",
      hints: near.isEmpty
        ? ["nodes are named as in the model: `@NAME`, or by identity: `%12`"]
        : ["did you mean `@\(near.joined(separator: "`, `@"))`?"])
  }

  private func source(named name: String, in module: GraphModule) -> ID<Source>? {
    module.sources.ids.first { module[$0].name == name }
  }

  /// The names by which nodes of the model are known.
  public var nodeNames: [String] {
    guard let program = currentProgram else { return [] }
    return program.module.sources.elements.map(\.name) + program.module.functions.keys
  }

  /// The names of the formats that the instructions in view have.
  public var formatNames: [String] {
    execution?.run?.device.description.instructionSet.formats.map(\.name) ?? []
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
