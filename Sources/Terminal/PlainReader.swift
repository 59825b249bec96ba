import CTerminalShims
import Glibc

/// Reads lines from standard input without editing: a pipe, a file, or a terminal that cannot do
/// more.
///
/// Lines end as in any text: with a line feed, a carriage return, or both; the mark of a byte order
/// before the first one is none of its text.
public struct PlainReader {

  private var buffer: [UInt8] = []

  /// Where in the buffer the next line begins, and how far it was looked for its end.
  private var start = 0
  private var searched = 0

  /// Whether the line before ended with a carriage return, to which a line feed would belong.
  private var isAfterReturn = false
  private var isFirst = true
  private var isAtEnd = false
  private let isTerminal: Bool

  public init() { isTerminal = isatty(0) == 1 }

  /// The next line; `prompt` is shown where a person is asked.
  public mutating func readLine(prompt: String) -> Input {
    if isTerminal { unsafe ct_editor_write(prompt) }
    while true {
      skipLineFeed()
      if let end = endOfLine() { return .line(take(upTo: end)) }
      if isAtEnd { return start == buffer.count ? endOfInput() : .line(take(upTo: buffer.count)) }
      if Signals.termination != nil { return .terminated }
      if Signals.takeInterrupt() { return interrupted() }
      switch ct_signals_wait(0, -1) {
      case 1: fill()
      case 2: continue
      default: isAtEnd = true
      }
    }
  }

  private func endOfInput() -> Input {
    if isTerminal { unsafe ct_editor_write("\n") }
    return .endOfInput
  }

  private mutating func interrupted() -> Input {
    let hadText = start < buffer.count
    buffer = []
    (start, searched) = (0, 0)
    unsafe ct_editor_write("\n")
    return .interrupted(hadText: hadText)
  }

  private mutating func skipLineFeed() {
    guard isAfterReturn, start < buffer.count else { return }
    if buffer[start] == UInt8(ascii: "\n") { start += 1 }
    searched = max(searched, start)
    isAfterReturn = false
  }

  /// Where the line that begins now ends, if that has been read.
  private mutating func endOfLine() -> Int? {
    while searched < buffer.count {
      if [UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(buffer[searched]) { return searched }
      searched += 1
    }
    return nil
  }

  /// The line up to `end`, and passes over what ends it.
  private mutating func take(upTo end: Int) -> String {
    var line = buffer[start ..< end]
    if isFirst, line.starts(with: [0xef, 0xbb, 0xbf]) { line = line.dropFirst(3) }
    isFirst = false
    isAfterReturn = end < buffer.count && buffer[end] == UInt8(ascii: "\r")
    start = min(end + 1, buffer.count)
    searched = start
    return String(decoding: line, as: UTF8.self)
  }

  private mutating func fill() {
    buffer.removeFirst(start)
    searched -= start
    start = 0
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
    if count > 0 { buffer += chunk[..<count] }
    if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { isAtEnd = true }
  }

}
