public import Simulation

/// Who wrote cells last.
public struct WritersAnswer: Sendable, Hashable {

  /// Nil: nobody has written them.
  public struct Writer: Sendable, Hashable {
    public var place: CellPlace
    public var instruction: NamedInstruction?
  }

  /// What was asked for.
  public var cells: CellPlace

  public var writers: [Writer]

}
