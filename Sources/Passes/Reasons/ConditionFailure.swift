public import GraphIR
public import Support

/// A condition that does not hold, and what was found.
public struct ConditionFailure: Sendable, Hashable {

  public var condition: Condition

  /// What was found instead of what the condition wants, in words.
  public var found: String

  /// What the name that the condition is about stands for; nil where it stands for nothing.
  public var node: ID<Node>?

  /// How many operators fit, where not all of the pattern does or it has no more than one; nil where
  /// a pattern of several fits as a whole.
  public var matched: Int?

  /// What the description says of it, with what was found.
  public var sentence: String { condition.sentence.replacing("{found}", with: found) }

}
