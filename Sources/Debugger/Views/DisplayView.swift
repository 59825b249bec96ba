/// A value that is shown at every stop, as a reader sees it.
public struct DisplayView: Sendable, Hashable {

  public var number: Int
  public var expression: String

  /// What it is now; nil where it was not asked for.
  public var value: String?
}
