import CTerminalShims
import Glibc

/// Reads lines from standard input without editing: a pipe, a file, or a terminal that cannot do
/// more.
public struct PlainReader<Lines: LineCutter> {

  private var lines: Lines
  private var isAtEnd = false
  private let isTerminal: Bool

  public init(_ lines: Lines) {
    self.lines = lines
    isTerminal = isatty(0) == 1
  }

  /// The next line; `prompt` is shown where a person is asked.
  public mutating func readLine(prompt: String) -> Input {
    if isTerminal { unsafe ct_editor_write(prompt) }
    while true {
      if let line = lines.next() { return .line(line) }
      if isAtEnd { return lines.rest().map { .line($0) } ?? endOfInput() }
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
    let hadText = !lines.isEmpty
    lines.removeAll()
    unsafe ct_editor_write("\n")
    return .interrupted(hadText: hadText)
  }

  private mutating func fill() {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
    if count > 0 { lines.append(Array(chunk[..<count])) }
    if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { isAtEnd = true }
  }

}
