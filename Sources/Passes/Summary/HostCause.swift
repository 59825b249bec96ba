import GraphIR
import OrderedCollections
import Support

/// Why an operator is on the host, by the one decision that all others follow from.
public struct HostCause: Sendable, Hashable {

  /// A word for programs, such as `condition` or `no-pattern`.
  public var code: String

  /// The accelerator that does not have it; empty where that does not depend on one.
  public var target: String

  /// What was found of the first operator.
  public var sentence: String

  /// What would change it.
  public var remedy: String

  init(_ code: String, target: String = "", _ sentence: String, remedy: String) {
    self.code = code
    self.target = target
    self.sentence = sentence
    self.remedy = remedy
  }

}

extension HostCause {

  /// No pass has looked at the operator.
  static let undecided = HostCause(
    "undecided", "no pass has decided yet where it goes",
    remedy: "`apply merge-composite annotate` decides")

  /// A pattern has taken the operator, and nothing has marked it.
  static func notAnnotated(_ decision: Decision) -> HostCause {
    HostCause(
      "not-annotated", target: decision.target,
      "\(decision.target) takes it, and no annotation says so",
      remedy: "`apply annotate` marks what an accelerator takes")
  }

  /// The accelerator can not take the region after all.
  static func notLowered(_ region: PartitionSummary.Region) -> HostCause {
    HostCause(
      "not-lowered", target: region.target,
      "@\(region.name) could not be lowered for \(region.target)",
      remedy: "`undo` and `apply` say what the lowering refuses")
  }

  /// The decision itself as a cause.
  init(_ decision: Decision) {
    self.init(
      decision.reason, target: decision.target, decision.sentence,
      remedy: Self.remedies[decision.reason] ?? "`why NODE` says more")
  }

  /// What would change a decision, by its reason.
  private static let remedies: [String: String] = [
    "condition": "bring it to what the condition asks for, or let the description ask for less",
    "overlap": "another order of the patterns in the description",
    "priority": "another order of the patterns in the description",
    "escape": "compute the value that is needed outside once more, or end the pattern before it",
    "mismatch": "bring its neighbours to what the pattern wants, or add a pattern for what there is",
    "alias": "move its operand to the accelerator too",
    "no-pattern": "a pattern for it in the description of the accelerator",
    "no-operator": "a pattern for it in the description of the accelerator",
    "no-rule": "let it follow the integers, or express it in operators that are quantized",
    "no-integers": "bring its scales to what the accelerator computes in",
    "skipped": "`quantize` without naming it in `skip`",
  ]

}

extension Decision {

  /// How near to the root of the matter the reason is: the least of a node is its cause.
  fileprivate var depth: Int { Self.order.firstIndex(of: reason) ?? -1 }

  private static let order = [
    "skipped", "no-integers", "no-rule", "alias", "condition", "escape", "overlap", "priority",
    "mismatch", "no-pattern", "no-operator",
  ]

}

extension Program {

  /// Why the operator `id`, which no region has, is on the host.
  ///
  /// What a pass has made of an operator later is there for the cause of what it was made from.
  func hostCause(of id: ID<Node>) -> HostCause {
    var current = id
    for _ in 0 ..< 8 {
      if let own = decisions[current], let cause = Self.rootCause(own) { return cause }
      guard let parent = module[current].origin.parents.first, module.nodes.contains(parent) else {
        break
      }
      current = parent
    }
    return .undecided
  }

  /// A pass that refuses what one before it took has the last word; else the refusal that lies
  /// deepest is the cause.
  private static func rootCause(_ decisions: [Decision]) -> HostCause? {
    // Regions that stay apart are not on the host.
    let own = decisions.filter { $0.reason != "self-dependence" }
    if let index = own.lastIndex(where: { $0.verdict == .taken && $0.reason != "integers" }) {
      let later = own[index...].last { $0.verdict == .refused && $0.pass != own[index].pass }
      return later.map { HostCause($0) } ?? .notAnnotated(own[index])
    }
    return own.filter { $0.verdict == .refused }.min { $0.depth < $1.depth }.map { HostCause($0) }
  }

}
