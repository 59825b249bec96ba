/// What a piece of text means; a theme says how that looks.
///
/// No state is told by its role alone: every one of them also has a letter, a mark or a word.
public enum Role: String, Sendable, Hashable, CaseIterable {
  case plain, dim, emphasis
  /// The names of panes and the heads of tables.
  case title
  case border, focusedBorder
  /// The bars at the top and the bottom of the screen.
  case bar
  /// A key that can be pressed.
  case key
  case prompt
  /// The line that the user's cursor is on.
  case selected
  /// Where the program is.
  case current
  /// What the last step changed.
  case changed
  case breakpoint
  case running, waiting, idle
  case added, removed
  /// The name of a value, a node or a memory.
  case name
  case number
  case note, warning, error, hazard
}
