public import Diagnostics
public import Simulation

/// Where the session stands, and why it stopped there.
public struct StopReport: Sendable {

  /// All that hold there, the most important first; never empty.
  public var reasons: [StopReason]

  public var direction: Direction

  /// The instruction that the next step runs, if there is one, and what it came from.
  public var instruction: InstructionView?
  public var statement: String?
  public var nodes: [String] = []
  public var sources: [String] = []

  /// How many instructions of the program have been run, and in how many cycles, if a clock counts
  /// them.
  public var position: Int?
  public var cycle: Int?

  /// What logs have said on the way.
  public var logged: [String] = []

  /// Why a device can not go on.
  public var explanation: [Reason] = []

  /// At the end of a program what came out, by name.
  public var outputs: [TensorView] = []

  /// At the end of a program that shares memory with accelerators, what a sample has copied at the
  /// borders of regions.
  /// - Units: bytes.
  public var copied: Int?

  /// What the user wants to see at every stop.
  public var displays: [DisplayView] = []

  init(_ reasons: [StopReason], _ direction: Direction) {
    self.reasons = reasons
    self.direction = direction
  }

}

extension StopReport {

  /// What a batch run exits with because of it.
  public var failure: Failure? { reasons.lazy.compactMap(\.failure).first }

  /// Whether nothing is left to run.
  public var isEnd: Bool {
    reasons.contains { if case .end = $0 { true } else { false } }
  }

  /// Whether nothing lies before.
  public var isStart: Bool { reasons.contains(.start) }

  /// Whether the user has asked to stop.
  public var isInterrupted: Bool {
    reasons.contains { if case .interrupted = $0 { true } else { false } }
  }

  var needsExplanation: Bool {
    reasons.contains {
      switch $0 {
      case .fault, .deadlock, .race: true
      default: false
      }
    }
  }

}

extension StopReason {

  /// One word for each kind.
  public var kind: String {
    switch self {
    case .begin, .start: "start"
    case .step: "step"
    case .place: "place"
    case .entries(let hits): hits.first?.isWatch == true ? "watchpoint" : "breakpoint"
    case .streamEnd: "stream-end"
    case .end: "end"
    case .fault: "fault"
    case .deadlock: "deadlock"
    case .race: "race"
    case .interrupted: "interrupted"
    }
  }

  public var failure: Failure? {
    switch self {
    case .fault: .command
    case .deadlock: .deadlock
    case .race: .hazard
    case .interrupted: .interrupted
    default: nil
    }
  }

  /// Whether a stream, or all of them, have come to their end.
  var isEnd: Bool {
    switch self {
    case .streamEnd, .end: true
    default: false
    }
  }

}
