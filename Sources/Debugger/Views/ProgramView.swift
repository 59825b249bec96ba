/// A program at one level, as a reader sees it.
public struct ProgramView: Sendable, Hashable {

  public var lines: [String]

  /// The line that the next instruction belongs to.
  public var current: Int?

  public init(lines: [String] = [], current: Int? = nil) {
    self.lines = lines
    self.current = current
  }

}
