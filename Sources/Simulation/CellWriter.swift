/// Cells that one instruction wrote last, or nobody.
public struct CellWriter: Sendable, Hashable {

  public var place: CellPlace

  /// Nil where nothing has written since the start.
  public var instruction: InstructionNumber?

  public init(place: CellPlace, instruction: InstructionNumber?) {
    self.place = place
    self.instruction = instruction
  }

}

/// What becomes of cells next.
public enum CellUse: Sendable, Hashable {

  /// The instruction reads one of them.
  case read(by: InstructionNumber)

  /// The instruction writes one of them, and nothing reads any before.
  case written(by: InstructionNumber)

  /// Neither, as far as the streams go.
  case never

  /// It is not known: the run was interrupted or stopped.
  case unknown
}
