/// A pass that can be applied, as a reader sees it.
public struct PassView: Sendable, Hashable {

  public var name: String
  public var summary: String

  /// As `rounding=nearest`, with their defaults.
  public var options: [String]
}

/// A pass of the pipeline, as a reader sees it.
public struct PipelineView: Sendable, Hashable {

  public enum State: String, Sendable, Hashable, CaseIterable { case applied, undone, coming }

  /// How many passes are applied with this one; nil for one that is still to come.
  public var position: Int?

  /// The pass with its options, as it is written.
  public var call: String
  public var state: State

  /// What it changed; nil for one that is still to come.
  public var change: Difference.Counts?

  /// Whether it is the last that was applied.
  public var isCurrent = false
}
