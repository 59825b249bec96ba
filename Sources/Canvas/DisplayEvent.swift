/// What a display waits for.
public enum DisplayEvent: Sendable, Hashable {
  case key(KeyPress)
  /// The display has another size, or its contents may be gone.
  case resize
  /// The user wants what goes on to stop.
  case interrupt
  /// The program is to end.
  case terminated
  case timeout
}
