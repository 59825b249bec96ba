public import Diagnostics
public import Simulation

/// What can be said of instructions before they run.
public struct LintAnswer: Sendable, Hashable {

  /// A finding, with the instruction that it is about.
  public struct Entry: Sendable, Hashable {
    public var finding: LintFinding
    public var instruction: NamedInstruction?
  }

  public var findings: [Entry] = []

  /// How many instructions were looked at.
  public var instructionCount = 0

}

extension LintAnswer {

  /// What a batch run exits with because of it: a deadlock is worse than a race, and that worse
  /// than anything else.
  public var failure: Failure? {
    let found = findings.map(\.finding).filter { $0.severity == .error }.map(\.kind.failure)
    return [Failure.deadlock, .hazard, .command].first { found.contains($0) }
  }

}

extension LintFinding.Kind {
  fileprivate var failure: Failure {
    switch self {
    case .deadlock: .deadlock
    case .race: .hazard
    default: .command
    }
  }
}
