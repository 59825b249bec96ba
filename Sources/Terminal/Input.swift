/// What came of asking the user for a line.
public enum Input: Sendable, Equatable {
  case line(String)
  /// ^C; whether there was text that is gone now.
  case interrupted(hadText: Bool)
  /// The user wants the full screen; the unfinished line is to be offered again afterwards.
  case screen(unfinished: String)
  case endOfInput
  /// The program is to end: see `Signals.termination`.
  case terminated
}
