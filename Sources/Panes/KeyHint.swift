/// A key that is taken right now, for the bar at the bottom and for help.
public struct KeyHint: Sendable, Hashable {

  public let key: String
  public let summary: String

  public init(_ key: String, _ summary: String) {
    self.key = key
    self.summary = summary
  }

}
