/// What was found of an assertion.
public struct AssertionAnswer: Sendable, Hashable {

  /// The assertion as it was written.
  public var text: String

  public var measure: String
  public var target: String?
  public var relation: String
  public var bound: Double
  public var value: Double

  /// The value as readers know it.
  public var found: String

  public var holds: Bool

  /// What to look at where it does not hold, the worst first.
  public var offenders: [String]

  /// The command that says more.
  public var more: String

}
