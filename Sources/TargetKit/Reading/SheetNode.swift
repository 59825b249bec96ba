import Yams

/// A part of a description's text: a word, a list or a mapping, which knows where it stands.
public struct SheetNode {

  let yaml: Yams.Node

  init(_ yaml: Yams.Node) { self.yaml = yaml }

  /// The word that it is; nil for a list and for a mapping.
  public var word: String? { yaml.scalar?.string }

  /// The elements of the list that it is; nil for anything else.
  public var elements: [SheetNode]? { yaml.sequence.map { $0.map { SheetNode($0) } } }

  /// The members of the mapping that it is, in their order; nil for anything else.
  public var members: [(key: SheetNode, value: SheetNode)]? {
    yaml.mapping.map { $0.map { (SheetNode($0.key), SheetNode($0.value)) } }
  }

  /// What it is, for messages.
  var kind: String {
    switch yaml {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "`\(scalar.string)`"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

}
