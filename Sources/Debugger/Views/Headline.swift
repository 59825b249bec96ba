/// The state of a session in one line.
public struct Headline: Sendable, Hashable {

  /// What the model is called, or nothing while there is none.
  public var model = ""

  /// How many passes have been applied.
  public var passCount = 0

  /// The last pass that was applied.
  public var pass = ""

  /// How many passes the pipeline has.
  public var pipelineLength = 0

  /// Whether the laws held after the last pass; nil where they were not checked.
  public var isVerified: Bool?

  /// How many instructions have been run, of how many; nil while there is no stream.
  public var position: Int?
  public var instructionCount = 0

  /// - Units: cycles
  public var cycle: Int?

  /// How many instructions the newest recorded state is ahead of the one shown.
  public var behindLive = 0

  /// What the current instruction belongs to, as `conv2 tile 3/8`.
  public var place = ""

  public var breakpointCount = 0
  public var watchpointCount = 0

  public init() {}

}
