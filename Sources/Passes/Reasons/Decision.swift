public import GraphIR

/// What a pass decided about a node, for a target, and why.
public struct Decision: Sendable, Hashable {

  public enum Verdict: String, Sendable, Hashable { case taken, refused }

  public var pass: String
  public var target: String
  public var verdict: Verdict
  public var reason: Reason

  public init(
    pass: String, target: String, _ verdict: Verdict, _ reason: Reason
  ) {
    self.pass = pass
    self.target = target
    self.verdict = verdict
    self.reason = reason
  }

  /// The sentence that `why` prints; `module` has the nodes that the reason refers to.
  public func sentence(in module: GraphModule) -> String {
    reason.sentence(for: target, in: module)
  }

}
