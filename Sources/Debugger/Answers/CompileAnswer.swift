public import Diagnostics

/// What an accelerator can be compiled for, as small models show that were compiled for it and run.
public struct CompileAnswer: Sendable, Hashable {

  public enum Verdict: String, Sendable, Hashable, CaseIterable {

    /// It runs on the accelerator and gives what the evaluator gives, bit for bit.
    case runs

    /// It stays on the host.
    case host

    /// It runs and gives something else.
    case differs

    /// A pass or the machine refuses to go on.
    case fails
  }

  public struct Row: Sendable, Hashable {

    /// The layer.
    public var name: String
    public var verdict: Verdict

    /// Of all regions of the model.
    public var instructions: Int

    /// Why it does not run; empty where it does.
    public var why: String

    /// The line of the description that is the reason; nil where none is.
    public var place: Place?

    /// What comes near to it, and what can be done.
    public var hints: [String]
  }

  public var target: String
  public var rows: [Row]

  /// The first one that is wrong, not only left on the host.
  public var firstWrong: Row? {
    rows.first { $0.verdict == .differs || $0.verdict == .fails }
  }

}
