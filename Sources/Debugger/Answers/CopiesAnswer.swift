/// Whether memory was planned for the graph as it is.
public enum PlanState: String, Sendable, Hashable, CaseIterable {
  case planned

  /// It was, and the graph has changed since; what is shown would be the new plan.
  case outdated

  /// It was not; what is shown would be the plan.
  case notPlanned = "not-planned"
}

/// What crosses between the host and accelerators.
public struct CopiesAnswer: Sendable, Hashable {

  /// All that goes one way.
  public struct Total: Sendable, Hashable {

    public enum Direction: String, Sendable, Hashable, CaseIterable {
      case toAccelerators = "to-accelerator"
      case toHost = "to-host"
    }

    public var direction: Direction

    /// The values that cross, and how many of them are copied.
    public var edges: Int
    public var copies: Int

    /// - Units: bytes that are copied.
    public var byteCount: Int
  }

  /// What a run has copied.
  public struct Run: Sendable, Hashable {

    /// The samples that have come to their end.
    public var samples: Int

    /// For the last sample, what was copied at the borders of regions, and of that what is the
    /// program's own input and output.
    /// - Units: bytes.
    public var byteCount: Int
    public var byteCountOfProgram: Int

    /// Where that is not what was planned, in sentences.
    public var differences: [String]
  }

  /// Memory that the host and accelerators use both.
  public struct Arena: Sendable, Hashable {

    /// - Units: a physical address; bytes.
    public var address: Int
    public var byteCount: Int
  }

  public var plan: PlanState
  public var copies: [CopyView]
  public var totals: [Total]

  /// The regions that are not lowered yet, so that nothing runs on an accelerator.
  public var notLowered: [String]

  /// Nil where each side has memory of its own.
  public var arena: Arena?

  /// Nil if nothing has run since memory was planned.
  public var run: Run?

}
