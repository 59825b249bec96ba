import Canvas

/// How panes share the screen.
struct Layout: Sendable, Hashable {

  let name: String

  /// The titles of panes.
  var split: Split<String>

  /// Whether the command pane has a frame.
  var framesCommand = true

}

/// How much of a layout there is room for.
enum SizeClass: Sendable, Hashable {
  case tooSmall, single, small, full

  init(columns: Int, rows: Int) {
    if columns < 60 || rows < 16 {
      self = .tooSmall
    } else if columns < 80 || rows < 24 {
      self = .single
    } else if columns < 100 || rows < 30 {
      self = .small
    } else {
      self = .full
    }
  }
}
