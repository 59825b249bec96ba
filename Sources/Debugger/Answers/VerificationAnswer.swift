/// What was checked of a program, and held.
public struct VerificationAnswer: Sendable, Hashable {

  public enum Values: Sendable, Hashable {

    /// They were not asked for.
    case unasked

    /// No pass has been applied, so that there is nothing to compare.
    case noPass

    /// What the last pass did to them.
    case compared(ValueReport)
  }

  /// How many laws hold; nil where that was not asked for.
  public var laws: Int?

  public var values = Values.unasked

  public init() {}

}
