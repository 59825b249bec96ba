/// How far one step of a machine goes.
public enum StepSize: String, Sendable, Hashable, CaseIterable {

  /// To the end of an instruction.
  case instruction

  /// One micro-op of an instruction, or one row of a transfer.
  case microOp = "micro-op"
}
