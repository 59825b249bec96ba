import CTerminalShims
public import Canvas
import Glibc

/// When to use colour.
public enum ColorChoice: String, Sendable, CaseIterable {
  case auto, always, never

  /// How many colours to use on a stream.
  ///
  /// What the user chose comes first, then `NO_COLOR`, then `CLICOLOR_FORCE` and `FORCE_COLOR`,
  /// then whether a terminal reads the stream.
  /// - Parameter described: what the terminal's description says, below zero where it says nothing.
  /// - Source: no-color.org.
  public func depth(
    isTerminal: Bool, in environment: Environment, described: @autoclosure () -> Int
  ) -> ColorDepth {
    switch self {
    case .never: return .none
    case .always: break
    case .auto:
      if environment.has("NO_COLOR") { return .none }
      let isForced = ["CLICOLOR_FORCE", "FORCE_COLOR"].contains {
        environment.has($0) && environment[$0] != "0"
      }
      if !isForced && (!isTerminal || environment.isDumb) { return .none }
    }
    if let name = environment["COLORTERM"], ["truecolor", "24bit"].contains(name) {
      return .indexed
    }
    let count = described()
    if count >= 8 { return ColorDepth(count: count) }
    return self == .always ? .eight : .none
  }

  /// How many colours to use on standard output.
  public var standardOutputDepth: ColorDepth {
    depth(isTerminal: isatty(1) == 1, in: .current, described: Int(ct_terminal_colors()))
  }

}
