/// Where in a text that the user gave us something is.
public struct Place: Sendable, Hashable {

  public var file: String

  /// Counted from 1; 0 where only the file is known.
  public var line: Int

  /// In characters, counted from 1; 0 where only the line is known.
  public var column: Int

  /// The line itself, where there is one to show.
  public var excerpt: String?

  public init(file: String, line: Int = 0, column: Int = 0, excerpt: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.excerpt = excerpt
  }

}

extension Place {
  /// The file and the line, for whoever looks it up there.
  public var fileAndLine: String { line > 0 ? "\(file):\(line)" : file }
}

extension Place: CustomStringConvertible {
  public var description: String {
    ([file] + [line, column].filter { $0 > 0 }.map(String.init)).joined(separator: ":")
  }
}
