/// A value that is shown at every stop, as a reader sees it.
public struct DisplayView: Sendable, Hashable {

  /// What an expression came to.
  public enum Value: Sendable, Hashable {
    case value(ShownValue)

    /// It has none; this is why.
    case problem(String)
  }

  public var number: Int
  public var expression: String

  /// What it is now; nil where it was not asked for.
  public var value: Value?
}
