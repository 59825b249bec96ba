/// What a key is for.
public enum Action: Sendable, Hashable {
  /// Run this line of the command language.
  case perform(String)
  /// Open the command line with this.
  case compose(String)
  /// Give the key to the pane of this title, wherever the focus is.
  case forward(String)
  case focus(Int)
  case nextPane, previousPane
  case zoom, nextLayout
  case grow(Int, across: Bool)
  case search, searchAgain(forward: Bool)
  case help, repaint, leave
  case copy, escape
  case autoplay
  case autoplaySpeed(faster: Bool)
}
