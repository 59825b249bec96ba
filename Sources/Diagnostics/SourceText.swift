import Support

/// A text that a user wrote, with its name.
public struct SourceText: Sendable, Hashable {

  /// What the user calls it: a path, or `<command>`.
  public let name: String

  /// With plain ends of its lines.
  public let text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text.withPlainLineEnds
  }

  /// The place of the byte at `offset` of the UTF-8 text, or of its end.
  /// - Cost: O(offset).
  public func place(at offset: Int) -> Place {
    let utf8 = Array(text.utf8.prefix(max(0, offset)))
    let line = utf8.lazy.filter { $0 == UInt8(ascii: "\n") }.count + 1
    let start = utf8.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = String(decoding: utf8[start...], as: UTF8.self).count + 1
    return place(line: line, column: column)
  }

  /// The place at `line` and `column`, both counted from 1, with the line as its excerpt.
  public func place(line: Int, column: Int) -> Place {
    let lines = text.lines
    let excerpt = lines.indices.contains(line - 1) ? lines[line - 1] : nil
    return Place(file: name, line: line, column: column, excerpt: excerpt)
  }

}
