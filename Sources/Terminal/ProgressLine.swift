import CTerminalShims
import Canvas
import Glibc
import Synchronization

/// One line that says how far long work has come, shown while that takes and gone afterwards.
public final class ProgressLine: Sendable {

  private struct State: Sendable {
    var start = ContinuousClock.now
    var shown: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  /// Shows or replaces the line.
  private let write: @Sendable (String) -> Void

  /// Takes the line away.
  private let erase: @Sendable () -> Void

  /// Work that is done sooner shows nothing.
  private static let delay = Duration.milliseconds(300)
  private static let pause = Duration.milliseconds(100)

  public init(
    write: @escaping @Sendable (String) -> Void, erase: @escaping @Sendable () -> Void = {}
  ) {
    self.write = write
    self.erase = erase
  }

  /// A line on standard error; nil where no one would see it come and go.
  public static func onStandardError(isASCII: Bool) -> ProgressLine? {
    guard isatty(2) == 1, !Environment.current.isDumb else { return nil }
    let output = LineOutput(.error, color: .never, isASCII: isASCII)
    return ProgressLine { text in
      var rows: Int32 = 24
      var columns: Int32 = 80
      _ = unsafe ct_terminal_size(&rows, &columns)
      let line = StyledText(text.drawable).truncated(to: Int(columns) - 1)
      output.write("\r\((isASCII ? line.inASCII : line).text)\u{1b}[K")
    } erase: {
      output.write("\r\u{1b}[K")
    }
  }

  /// Work begins.
  public func begin() { state.withLock { $0 = State() } }

  /// Work is done as far as `fraction`, from 0 to 1.
  public func show(_ fraction: Double, _ what: String) {
    let percent = Int((min(max(0, fraction), 1) * 100).rounded(.down))
    let isDue = state.withLock { state in
      let now = ContinuousClock.now
      let since = state.shown.map { $0.duration(to: now) }
      guard state.start.duration(to: now) >= Self.delay, since.map({ $0 >= Self.pause }) ?? true
      else { return false }
      state.shown = now
      return true
    }
    guard isDue else { return }
    let filled = percent / 5
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
    write("\(bar) \(percent)%  \(what)  Ctrl-C stops")
  }

  /// Work is done.
  public func end() {
    let wasShown = state.withLock { state in
      defer { state.shown = nil }
      return state.shown != nil
    }
    if wasShown { erase() }
  }

}
