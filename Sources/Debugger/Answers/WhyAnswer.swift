public import Diagnostics
import GraphIR
public import Passes
public import Simulation
import Support

/// Why something is as it is.
public struct WhyAnswer: Sendable, Hashable {

  public var reasons: [WhyReason]

  /// What stopped the machine, where that was asked for and something did.
  public var stop: Stop?

  /// What an instruction that has run came from.
  public var blame: BlameAnswer?

  init(_ reasons: [WhyReason]) { self.reasons = reasons }

}

/// Something that a decision refers to, and what it is to it.
public struct WhyReference: Sendable, Hashable {

  public enum Value: Sendable, Hashable {
    case text(String)
    case number(Int)
    case texts([String])
    case place(Place)
  }

  public var name: String

  /// Nodes are texts, as `%12`.
  public var value: Value

  /// The nodes on a way.
  init(path: [ID<Node>]) {
    name = Decision.Reference.Name.path.rawValue
    value = .texts(path.map { "\($0)" })
  }

  init(_ reference: Decision.Reference) {
    name = reference.name.rawValue
    value =
      switch reference.value {
      case .text(let text): .text(text)
      case .number(let number): .number(number)
      case .node(let id): .text("\(id)")
      case .texts(let texts): .texts(texts)
      case .nodes(let ids): .texts(ids.map { "\($0)" })
      case .place(let place): .place(place)
      }
  }

}

/// One reason: a code for programs, what it refers to, and a sentence for readers.
public struct WhyReason: Sendable, Hashable {

  public enum Code: Sendable, Hashable {

    /// What a machine says of itself.
    case machine(Reason.Code)

    /// What a pass decided about a node.
    case decision(Decision.Code)

    case stopped

    // About an instruction.
    case hasRun, queued, nextOfUnit
    case tokenPushed, tokenUnpushed, tokenPopped, tokenUnpopped

    // About a node.
    case onHost, onTarget, noOperator, gone
    case copied, shared, tensorScale

    // About two nodes.
    case oneRegion, differentTargets, apart, between, selfDependence, scope, notMerged
  }

  public var code: Code
  public var sentence: Sentence

  /// What belongs to it, one line each.
  public var details: [Sentence] = []

  public var node: String?
  public var pass: String?
  public var target: String?

  /// Whether the pass took the node; nil where it decided nothing.
  public var isTaken: Bool?

  /// All that the decision refers to, by name.
  public var references: [WhyReference] = []

  /// Whether this is the cause for which a node is on the host.
  public var isRoot = false

  /// The node at which the cause stands, and how that stands to the node; nil where there is none.
  public var site: String?
  public var relation: String?

  /// How far it lies under the reasons before it.
  public var level = 0

  /// The conditions of sharing memory that do not hold.
  public var obstacles: [String] = []

  init(_ code: Code, _ sentence: Sentence) {
    self.code = code
    self.sentence = sentence
  }

  init(_ reason: Reason) {
    code = .machine(reason.code)
    sentence = reason.sentence
    details = reason.details
  }

  init(_ decision: Decision, of id: ID<Node>, in module: GraphModule) {
    code = .decision(decision.reason.code)
    sentence = decision.head + "\(decision.sentence(in: module))"
    details = decision.reason.details
    references = decision.reason.references.map { WhyReference($0) }
    node = "\(id)"
    pass = decision.pass
    target = decision.target
    isTaken = decision.verdict == .taken
  }

}

extension WhyReason.Code {

  /// One word for each.
  public var name: String {
    switch self {
    case .machine(let code): code.rawValue
    case .decision(let code): code.rawValue
    case .stopped: "stopped"
    case .hasRun: "has-run"
    case .queued: "queued"
    case .nextOfUnit: "next-of-unit"
    case .tokenPushed: "token-pushed"
    case .tokenUnpushed: "token-unpushed"
    case .tokenPopped: "token-popped"
    case .tokenUnpopped: "token-unpopped"
    case .onHost: "on-host"
    case .onTarget: "on-target"
    case .noOperator: "no-operator"
    case .gone: "gone"
    case .copied: "copied"
    case .shared: "shared"
    case .tensorScale: "tensor-scale"
    case .oneRegion: "one-region"
    case .differentTargets: "different-targets"
    case .apart: "apart"
    case .between: "between"
    case .selfDependence: Decision.Code.selfDependence.rawValue
    case .scope: "scope"
    case .notMerged: "not-merged"
    }
  }

}

extension Decision.Reason {
  /// What a reader wants to look up, one line each.
  fileprivate var details: [Sentence] {
    guard let place else { return [] }
    let line = place.fileAndLine
    guard case .condition(_, let failure) = self else { return [Sentence("because of \(line)")] }
    let (subject, test) = (failure.condition.subject, failure.condition.test)
    return [Sentence("`\(subject)` has to be \("\(test)"), and is \(failure.found); \(line)")]
  }
}
