/// An instruction with all that its word holds.
public struct InstructionRow: Sendable, Hashable {

  public var view: InstructionView

  /// The name of its format; empty for an undefined opcode.
  public var format: String

  /// In the order of the format.
  public var fields: [InstructionView.Field]

  /// As the assembler reads it.
  public var assembly: String

}
