/// A program at the level that is shown, as a reader sees it.
public struct ProgramView: Sendable, Hashable {

  /// As `after lower`.
  public var title: String

  public var lines: [String]

  /// The line that the next instruction belongs to.
  public var current: Int?

  public init(title: String = "", lines: [String] = [], current: Int? = nil) {
    self.title = title
    self.lines = lines
    self.current = current
  }

}
