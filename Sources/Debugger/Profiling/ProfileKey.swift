/// What the rows of a profile stand for.
public enum ProfileKey: String, Sendable, Hashable, CaseIterable {

  /// A unit of the accelerator.
  case unit

  /// A node of the model.
  case op

  /// One instruction.
  case instruction

  /// A statement of tile IR.
  case line
}
