import Diagnostics
import GraphIR
import Support

/// Why an operator is on the host, by the one decision that all others follow from.
public struct HostCause: Sendable, Hashable {

  /// A word for programs, such as `condition` or `no-pattern`.
  public var code: String

  /// What more tells causes of one code apart, as the condition that does not hold; empty for none.
  public var detail = ""

  /// The accelerator that does not have it.
  public var target: String

  /// What was found of the first operator.
  public var sentence: String

  /// What would change it.
  public var remedy: String

}

extension HostCause {

  /// What tells causes apart.
  struct Kind: Hashable {
    let code: String
    let detail: String
    let target: String
  }

  var kind: Kind { Kind(code: code, detail: detail, target: target) }

  /// `cause` in words; `module` has the nodes that it refers to.
  init(_ cause: RootCause, in module: GraphModule) {
    self.init(cause.decision, sentence: cause.sentence(in: module))
  }

  init(_ decision: Decision, sentence: String) {
    let kind = Kind(decision)
    (code, detail, target) = (kind.code, kind.detail, kind.target)
    self.sentence = sentence
    remedy = decision.reason.remedy(target)
  }

  /// No pass has looked at the operator.
  static let undecided = HostCause(
    code: Decision.Code.undecided.rawValue, target: "",
    sentence: "no pass has decided yet where it goes",
    remedy: "`apply --until annotate` decides")

  /// An accelerator takes the operator, and nothing has marked it.
  static func notAnnotated(_ target: String) -> HostCause {
    HostCause(
      code: "not-annotated", target: target,
      sentence: "\(target) takes it, and no annotation says so",
      remedy: "`apply annotate` marks what an accelerator takes")
  }

  /// A `let` binds `variable`, which the region and the one before it do not both read as the other
  /// does.
  static func scope(_ variable: ID<Node>, on target: String, in module: GraphModule) -> HostCause {
    HostCause(
      code: "scope", target: target,
      sentence:
        "a `let` binds \(module.words(for: variable)) between them: a region is computed in "
        + "one place, where all is bound that it reads and nothing that it gives has been read",
      remedy: "the value itself where \(module.words(for: variable)) is read")
  }

  /// Nothing keeps the region apart from the one before it.
  static func unmerged(_ target: String) -> HostCause {
    HostCause(
      code: "unmerged", target: target, sentence: "no pass has made them one",
      remedy: "`apply merge-regions` before `partition`")
  }

}

extension HostCause.Kind {
  init(_ decision: Decision) {
    self.init(
      code: decision.reason.code.rawValue, detail: decision.reason.detail, target: decision.target)
  }
}

extension Decision.Reason {

  /// The line of the description, in brackets; empty where there is none.
  private var line: String { place.map { " (\($0.fileAndLine))" } ?? "" }

  /// What tells reasons of one code apart, whatever node they are about.
  fileprivate var detail: String {
    switch self {
    case .condition(let pattern, let failure):
      "`\(pattern)` wants `\(failure.condition.subject)`: \(failure.condition.test)\(line)"
    case .incapable(let pattern, _, let refusal): "`\(pattern)`: \(refusal.message)\(line)"
    default: ""
    }
  }

  /// What would change the decision.
  fileprivate func remedy(_ target: String) -> String {
    switch self {
    case .condition(let pattern, let failure):
      return "`\(failure.condition.subject)` of `\(pattern)` as \(failure.condition.test), or a"
        + " description that asks for less"
    case .overlap, .priority: return "another order of the patterns of \(target)"
    case .escape(let pattern, _, _, _):
      return "a pattern that ends before `\(pattern)` does, or the value computed once more"
    case .mismatch(let mismatch):
      let needed = mismatch.needed.map(\.description).joined(separator: " or ")
      return needed.isEmpty
        ? "a pattern for what stands there" : "\(needed) there, or a pattern for what stands there"
    case .alias: return "its operand on \(target) too"
    case .computedTwice: return "nothing: \(target) has a copy of it"
    case .noPattern(let op, _), .noOperator(let op):
      return "a pattern for `\(op)` in the description of \(target)"
    case .inFloats: return "another order of the targets"
    case .noRule(let op): return "`\(op)` in operators that integers compute"
    case .noIntegers, .scales: return "scales that \(target) computes in"
    case .skipped: return "`quantize` without it in `skip`"
    case .incapable: return "an instruction of \(target) that does it"
    case .notLowered: return "`exclude` of what could not be lowered, so that the rest is"
    case .tooSmall(_, let size, _): return "regions of \(size) operators allowed"
    case .costly: return "`partition` by another method or with other weights, or a pin"
    case .pinned(let edit), .excluded(let edit): return "`\(edit)` taken back"
    case .undecided: return "`apply --until annotate` decides"
    case .selfDependence: return "what lies between moved to \(target) too"
    default: return "`why NODE` says more"
    }
  }

}
