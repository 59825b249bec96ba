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
    case onHost, onTarget, noOperator
    case copied, shared
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
    sentence =
      Sentence(.pass(decision.pass)) + ": " + Sentence(.target(decision.target))
      + " \(decision.verdict.rawValue): \(decision.sentence(in: module))"
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
    case .copied: "copied"
    case .shared: "shared"
    }
  }

}
