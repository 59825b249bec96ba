public import Diagnostics

/// A word of the user about where operators go: what `annotate`, `pin` and their like take down, and
/// what the section `annotations` of a description holds.
///
/// Edits are data: `edit-annotations` adds one to the program, and the passes from `merge-composite`
/// to `merge-regions` keep to those that there are. What is printed is read back to an equal value.
public enum AnnotationEdit: Sendable, Hashable {

  /// What is selected goes to the target, as far as that takes it.
  case annotate(NodeSelector, target: String)

  /// The node goes to the target, whatever any other edit says.
  case pin(NodeReference, target: String)

  /// What is selected never goes to the target; to none where none is named.
  case exclude(NodeSelector, target: String?)

  /// The two nodes are in no common region.
  case split(NodeReference, NodeReference)

  /// The two nodes are in one region.
  case merge(NodeReference, NodeReference)

  /// These targets are asked first, in this order; with none, all are in the order in which they
  /// were selected.
  case priority([String])

  /// How an edit spells what runs all that no accelerator takes.
  public static let host = "host"

  /// The first words of edits.
  public static let verbs = ["annotate", "pin", "exclude", "split", "merge", "priority"]

}

extension AnnotationEdit {

  /// The targets that it names, but for the host.
  public var targets: [String] {
    let named: [String] =
      switch self {
      case .annotate(_, let target), .pin(_, let target): [target]
      case .exclude(_, let target): target.map { [$0] } ?? []
      case .split, .merge: []
      case .priority(let targets): targets
      }
    return named.filter { $0 != Self.host }
  }

  /// What it speaks of, in order.
  public var selectors: [NodeSelector] {
    switch self {
    case .annotate(let selector, _), .exclude(let selector, _): [selector]
    case .pin(let node, _): [NodeSelector(node)]
    case .split(let first, let second), .merge(let first, let second):
      [NodeSelector(first), NodeSelector(second)]
    case .priority: []
    }
  }

  /// Reads an edit.
  /// - Errors: the text is none; with the place in it.
  public init(parsing text: String) throws(Diagnostic) {
    try self.init(parsing: SourceText(name: "<command>", text: text))
  }

  /// Reads an edit.
  /// - Errors: the text is none; with the place in it.
  public init(parsing source: SourceText) throws(Diagnostic) {
    var parser = EditParser(source)
    self = try parser.edit()
  }

}

extension AnnotationEdit: CustomStringConvertible {
  public var description: String {
    switch self {
    case .annotate(let selector, let target):
      "annotate \(selector.subject) \(target)\(selector.conditionText)"
    case .pin(let node, let target): "pin \(node) \(target)"
    case .exclude(let selector, let target):
      "exclude \(selector.subject)\(target.map { " \($0)" } ?? "")\(selector.conditionText)"
    case .split(let first, let second): "split \(first) \(second)"
    case .merge(let first, let second): "merge \(first) \(second)"
    case .priority(let targets): (["priority"] + targets).joined(separator: " ")
    }
  }
}
