import CTerminalShims
import Glibc

/// What is known of the terminal when the program starts.
public struct TerminalTraits: Sendable {

  /// Whether characters beyond ASCII can be shown.
  public let isUTF8: Bool
  public let inputIsTerminal: Bool
  public let outputIsTerminal: Bool

  /// Takes the user's locale and looks at the standard streams.
  public static func detect() -> TerminalTraits {
    TerminalTraits(
      isUTF8: ct_prepare_locale(), inputIsTerminal: isatty(0) == 1,
      outputIsTerminal: isatty(1) == 1)
  }

  /// Whether lines can be edited: on a terminal that says what it can.
  public var canEdit: Bool {
    inputIsTerminal && outputIsTerminal && !Environment.current.isDumb
      && ct_terminal_colors() != -2
  }

  /// How many columns the terminal has; 80 where there is none.
  public var columns: Int {
    var rows: Int32 = 0
    var columns: Int32 = 0
    return unsafe ct_terminal_size(&rows, &columns) ? Int(columns) : 80
  }

}
