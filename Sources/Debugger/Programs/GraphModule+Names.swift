import Diagnostics
import GraphIR
import OrderedCollections
import Support

extension GraphModule {

  /// The nodes that `word` names.
  ///
  /// `%12` names a node by its identity, `%x` a parameter; `@conv1` what was made from the model's
  /// node of that name, or the function of that name.
  /// - Errors: nothing is named so.
  func nodes(named word: String) throws(Diagnostic) -> [ID<Node>] {
    if word.hasPrefix("%") { return try values(named: String(word.dropFirst())) }
    let name = word.hasPrefix("@") ? String(word.dropFirst()) : word
    if let source = sources.ids.first(where: { self[$0].name == name }) {
      return reachable.filter { self[$0].origin.sources.contains(source) }
    }
    if let function = functions[name] { return postorder(of: function) }
    let near = nearest(to: name, in: sources.elements.map(\.name) + functions.keys)
    throw .error(
      "there is no node `\(name)`",
      hints: near.isEmpty
        ? ["nodes are named as in the model: `@NAME`, or by identity: `%12`"]
        : ["did you mean `@\(near.joined(separator: "`, `@"))`?"])
  }

  private func values(named name: String) throws(Diagnostic) -> [ID<Node>] {
    if let number = Int(name), number >= 0, number < nodes.count {
      return [ID(number)]
    }
    let variables = reachable.filter {
      if case .variable(let own) = self[$0].kind { own == name } else { false }
    }
    guard variables.isEmpty else { return variables }
    throw .error("there is no value `%\(name)`", hints: ["`ir` shows the values that there are"])
  }

}
