/// Why there can be no full screen.
public enum ScreenRefusal: Error, Sendable, Hashable {
  case notATerminal
  /// The user reads with something that a grid of characters is of no use to.
  case notWanted
  /// The terminal cannot put its cursor anywhere; `TERM` as it is.
  case noCursorAddressing(String)

  public var message: String {
    switch self {
    case .notATerminal: "the full screen needs a terminal on standard input and output"
    case .notWanted: "the full screen is of no use to a screen reader"
    case .noCursorAddressing(let name):
      "the full screen needs a terminal with cursor addressing (TERM=\(name))"
    }
  }
}
