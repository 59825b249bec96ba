import Canvas

extension Workbench {

  /// What the bars at the top and the bottom leave.
  var middle: Rect {
    Rect(column: 0, row: 1, columns: columns, rows: max(0, rows - 2))
  }

  /// Where each pane that is shown lies, with its frame.
  var places: [(content: String, rect: Rect)] {
    switch sizeClass {
    case .tooSmall: return []
    case .single:
      let (bottom, rest) = middle.splitTop(1).rest.splitBottom(min(5, rows / 4))
      if focus == CommandPane.title { return [(focus, middle.splitTop(1).rest)] }
      return [(focus, rest), (CommandPane.title, bottom)]
    case .small, .full:
      guard let layout, !isZoomed else {
        let (bottom, rest) = middle.splitBottom(min(8, rows / 4))
        if focus == CommandPane.title { return [(focus, middle)] }
        return [(focus, rest), (CommandPane.title, bottom)]
      }
      return layout.split.places(in: middle)
    }
  }

  /// Whether the pane called `title` has a frame.
  func hasFrame(_ title: String) -> Bool {
    if title != CommandPane.title { return true }
    return sizeClass == .full && (layout?.framesCommand ?? true)
  }

  /// What the pane called `title` draws in, in places of the screen; empty where it is not shown.
  func inside(of title: String) -> Rect {
    guard let place = places.first(where: { $0.content == title }) else {
      return Rect(columns: 0, rows: 0)
    }
    return hasFrame(title) ? place.rect.inside : place.rect
  }

}
