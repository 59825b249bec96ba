public import Support

/// Which operators an edit speaks of.
public struct NodeSelector: Sendable, Hashable {

  public enum Subject: Sendable, Hashable {

    /// What was made from one node.
    case node(NodeReference)

    /// What was made from nodes of the model whose names the expression finds.
    case names(text: String, RegularExpression)

    /// Every call of an operator.
    case op(String)

    /// The operators that a pattern spells, wherever it fits.
    case pattern(SelectorPattern)
  }

  public var subject: Subject

  /// What must hold of each of them.
  public var condition: NodeCondition?

  public init(_ subject: Subject, where condition: NodeCondition? = nil) {
    self.subject = subject
    self.condition = condition
  }

  public init(_ node: NodeReference) { self.init(.node(node)) }

  /// With its first word, for the end of an edit; empty where there is none.
  var conditionText: String { condition.map { " where \($0)" } ?? "" }

}

extension NodeSelector.Subject: CustomStringConvertible {
  public var description: String {
    switch self {
    case .node(let node): "\(node)"
    case .names(let text, _): Self.quotedIfNeeded("/\(text)/")
    case .op(let name): name
    case .pattern(let pattern): "\(pattern)"
    }
  }

  /// In quotes where a blank would end it.
  private static func quotedIfNeeded(_ text: String) -> String {
    guard text.contains(where: \.isWhitespace) else { return text }
    return text.contains("\"") ? "'\(text)'" : "\"\(text)\""
  }
}

extension NodeSelector: CustomStringConvertible {
  public var description: String { "\(subject)\(conditionText)" }
}
