/// Lines that are cut from bytes as they come, ended as in any text: with a line feed, a carriage
/// return, or both; the mark of a byte order before the first one is none of its text.
/// - Cost: O(1) for each byte.
public struct LineSplitter: Sendable {

  private var bytes: [UInt8] = []

  /// Where in the bytes the next line begins, and how far it was looked for its end.
  private var start = 0
  private var searched = 0

  /// Whether the line before ended with a carriage return, to which a line feed would belong.
  private var isAfterReturn = false
  private var isFirst = true

  public init() {}

  /// Whether nothing has come of a line that has no end yet.
  public var isEmpty: Bool { start == bytes.count }

  public mutating func append(_ more: [UInt8]) {
    bytes.removeFirst(start)
    searched -= start
    start = 0
    bytes += more
  }

  /// The next line that has come to its end; nil where none has.
  public mutating func next() -> String? {
    if isAfterReturn, start < bytes.count {
      if bytes[start] == UInt8(ascii: "\n") { start += 1 }
      searched = max(searched, start)
      isAfterReturn = false
    }
    while searched < bytes.count {
      if bytes[searched] == UInt8(ascii: "\n") || bytes[searched] == UInt8(ascii: "\r") {
        return take(upTo: searched)
      }
      searched += 1
    }
    return nil
  }

  /// What has come of a line that will have no end; nil where that is nothing.
  public mutating func rest() -> String? { isEmpty ? nil : take(upTo: bytes.count) }

  /// Forgets what has come of a line that has no end yet.
  public mutating func removeAll() {
    bytes = []
    (start, searched) = (0, 0)
  }

  /// The line up to `end`, and passes over what ends it.
  private mutating func take(upTo end: Int) -> String {
    var line = bytes[start ..< end]
    if isFirst, line.starts(with: byteOrderMark) { line = line.dropFirst(byteOrderMark.count) }
    isFirst = false
    isAfterReturn = end < bytes.count && bytes[end] == UInt8(ascii: "\r")
    start = min(end + 1, bytes.count)
    searched = start
    return String(decoding: line, as: UTF8.self)
  }

}
