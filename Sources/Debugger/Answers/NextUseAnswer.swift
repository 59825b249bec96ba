public import Simulation

/// Who reads cells next, or writes over them.
public struct NextUseAnswer: Sendable, Hashable {

  public enum Use: Sendable, Hashable {
    case read(NamedInstruction)

    /// They are written over and not read before.
    case written(NamedInstruction)

    /// Nothing touches them any more; the host may take them as an output of that name.
    case never(output: String?)

    /// The streams stop before anything touches them.
    case unknown
  }

  /// What was asked for.
  public var cells: CellPlace

  public var use: Use

}
