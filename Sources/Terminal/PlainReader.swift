import CTerminalShims
import Glibc

/// Reads lines from standard input without editing: a pipe, a file, or a terminal that cannot do
/// more.
public struct PlainReader {

  private var buffer: [UInt8] = []
  private var isAtEnd = false
  private let isTerminal: Bool

  public init() { isTerminal = isatty(0) == 1 }

  /// The next line; `prompt` is shown where a person is asked.
  public mutating func readLine(prompt: String) -> Input {
    if isTerminal { unsafe ct_editor_write(prompt) }
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) { return .line(take(end + 1)) }
      if isAtEnd { return buffer.isEmpty ? endOfInput() : .line(take(buffer.count)) }
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
    let hadText = !buffer.isEmpty
    buffer = []
    unsafe ct_editor_write("\n")
    return .interrupted(hadText: hadText)
  }

  private mutating func take(_ count: Int) -> String {
    defer { buffer.removeFirst(count) }
    var line = String(decoding: buffer[..<count], as: UTF8.self)
    while let last = line.unicodeScalars.last, last == "\n" || last == "\r" {
      line.unicodeScalars.removeLast()
    }
    return line
  }

  private mutating func fill() {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
    if count > 0 { buffer += chunk[..<count] }
    if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { isAtEnd = true }
  }

}
