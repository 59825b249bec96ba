/// What would get a node onto an accelerator, as it was tried.
public struct FixAnswer: Sendable, Hashable {

  /// What came of a change.
  public enum Outcome: Sendable, Hashable {
    case offloads

    /// Something else keeps it on the host then.
    case onHost(String)

    /// It can not be done.
    case refused(String)
  }

  public struct Attempt: Sendable, Hashable {

    /// The changes, in the order in which they were made.
    public var changes: [String]
    public var outcome: Outcome
  }

  /// Changes that do it.
  public struct Way: Sendable, Hashable {
    public var changes: [String]

    /// The lines that make them; fewer where a file has to be changed.
    public var commands: [String]

    /// What goes where then.
    public var after: PreviewAnswer.Figures
  }

  /// The operators in question, as `%12 nn.conv2d`, and the nodes of the model that they came of.
  public var operators: [String]
  public var source: String

  /// Why they are on the host.
  public var causes: [String]

  /// What goes where without a change.
  public var before: PreviewAnswer.Figures

  /// The smallest first.
  public var ways: [Way]

  /// All that was tried.
  public var attempts: [Attempt]

  /// Whether the first way was taken.
  public var isApplied = false

  /// Whether a reader wants to see all that was tried.
  public var isWhole = false

}
