public import Canvas

/// What a screen waits for.
public enum ScreenEvent: Sendable, Equatable {
  case key(KeyPress)
  /// The screen has another size, or its contents may be gone.
  case resize
  /// ^C.
  case interrupt
  /// The program is to end: see `Signals.termination`.
  case terminated
  case timeout
}
