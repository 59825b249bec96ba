/// A level that a program has been brought to, as a reader sees it.
public struct LevelView: Sendable, Hashable {

  /// As `graph`, `tile` or `stream`.
  public var name: String

  /// The last pass that left the program at this level; nothing for the model as it was read.
  public var pass: String

  public init(name: String, pass: String = "") {
    self.name = name
    self.pass = pass
  }

}
