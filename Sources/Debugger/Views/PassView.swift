/// A pass that can be applied, as a reader sees it.
public struct PassView: Sendable, Hashable {

  /// As it is applied, such as `simplify` or `vta:tile`; without the accelerator where only one is
  /// selected.
  public var name: String

  /// The same without the accelerator.
  public var pass: String

  /// The accelerator that it belongs to; nil for a pass on graphs.
  public var target: String?

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

  /// The accelerator that the pass belongs to; nil for a pass on graphs.
  public var target: String?
  public var state: State

  /// What it changed; nil for one that is still to come.
  public var change: Difference.Counts?

  /// Whether it is the last that was applied.
  public var isCurrent = false
}
