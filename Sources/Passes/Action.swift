public import GraphIR
public import Support

/// One rewrite: which rule, what it took away and what it put there.
public struct Action: Sendable, Hashable {

  /// What a rewrite takes away or puts there.
  public enum Subject: Sendable, Hashable {

    case node(ID<Node>)

    /// Lines of what a region has been lowered to.
    case lines(region: String, [String])

    public var node: ID<Node>? { if case .node(let id) = self { id } else { nil } }
  }

  public let rule: String
  public let before: Subject
  public let after: Subject

  public init(rule: String, before: Subject, after: Subject) {
    self.rule = rule
    self.before = before
    self.after = after
  }

  public init(rule: String, before: ID<Node>, after: ID<Node>) {
    self.init(rule: rule, before: .node(before), after: .node(after))
  }

}
