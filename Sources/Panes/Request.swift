/// What a pane or the screen asks for; neither changes anything outside of itself.
public enum Request: Sendable, Hashable {
  /// Nothing beyond a redraw.
  case redraw
  /// Run a line of the command language, as if it had been typed.
  case perform(String)
  /// Open the command line with a text that the user goes on from.
  case compose(String)
  /// Say what could complete a line whose cursor is after so many characters.
  case complete(line: String, cursor: Int)
  /// Give this text to the clipboard.
  case copy(String)
  /// Draw everything anew.
  case repaint
  /// Go back to the prompt.
  case leave
}
