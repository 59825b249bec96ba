import CTerminalShims
public import Canvas
import Glibc

/// Prints lines to a standard stream, with colours where that stream shows them.
public struct LineOutput: Sendable {

  /// The standard streams, by their numbers.
  public enum Stream: Int32, Sendable { case output = 1, error = 2 }

  public let theme: Theme

  private let stream: Stream
  private let writeFailure = WriteFailure()

  /// Why some of what was written is lost, in the words of the system; nil where none is.
  public var failure: String? { writeFailure.reason }

  /// Whether only ASCII characters are printed.
  public let isASCII: Bool

  public init(_ stream: Stream, color: ColorChoice, isASCII: Bool) {
    self.stream = stream
    self.isASCII = isASCII
    theme = Theme(
      color.depth(
        isTerminal: isatty(stream.rawValue) == 1, in: .current,
        described: Int(ct_terminal_colors())))
  }

  /// Prints `lines`, each on its own line.
  public func write(_ lines: [StyledText]) {
    guard !lines.isEmpty else { return }
    let shown = isASCII ? lines.map(\.inASCII) : lines
    write(shown.map { $0.escaped(in: theme) + "\n" }.joined())
  }

  /// Clears the terminal that shows the stream, where one does.
  public func clear() {
    if isatty(stream.rawValue) == 1, !Environment.current.isDumb { write("\u{1b}[H\u{1b}[2J") }
  }

  /// Writes `text` as it is.
  public func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(stream.rawValue, $0.baseAddress, $0.count)
      }
      if count < 0 && !isWorthAnotherTry(errno) { return }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Whether a write that gave `error` is to be tried once more.
  private func isWorthAnotherTry(_ error: Int32) -> Bool {
    switch error {
    case EINTR: return !Signals.isInterrupted
    case EAGAIN:
      var polled = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&polled, 1, 100)
      return !Signals.isInterrupted
    default:
      writeFailure.note(error)
      return false
    }
  }

}
