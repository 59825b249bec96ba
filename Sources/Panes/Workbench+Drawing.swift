public import Canvas
public import Debugger

extension Workbench {

  /// The whole screen.
  /// - Cost: what the panes in sight ask the session for.
  public func draw(_ session: any Inspection) -> Surface {
    var surface = Surface(columns: columns, rows: rows)
    guard sizeClass != .tooSmall else {
      surface.write("terminal too small", .warning, column: 0, row: 0)
      surface.write("60×16 needed; q leaves", column: 0, row: 1)
      return surface
    }
    drawHeader(session, on: &surface)
    if sizeClass == .single { drawTabs(on: &surface) }
    for place in places { draw(place.content, in: place.rect, session, on: &surface) }
    drawFooter(on: &surface)
    if let helpLine { drawHelp(from: helpLine, on: &surface) }
    return surface
  }

  /// Where the cursor stands; nil while nothing is typed.
  public var cursor: (column: Int, row: Int)? {
    guard sizeClass != .tooSmall, helpLine == nil else { return nil }
    if let search {
      return (min(columns - 1, 7 + search.head.cellWidth), rows - 1)
    }
    let inside = inside(of: CommandPane.title)
    return command.cursorPlace(rows: inside.rows, columns: inside.columns).map {
      ($0.column + inside.column, $0.row + inside.row)
    }
  }

  private func draw(
    _ title: String, in rect: Rect, _ session: any Inspection, on surface: inout Surface
  ) {
    guard let pane = pane(title) else { return }
    let hasFrame = hasFrame(title)
    let inside = hasFrame ? rect.inside : rect
    if hasFrame {
      let isFocused =
        title == focus && !command.isTyping || title == CommandPane.title && command.isTyping
      let number = titles.firstIndex(of: title).map { "\($0 + 1) " } ?? ""
      let name = isFocused ? "[\(number)\(title)]" : " \(number)\(title) "
      let heading = pane.heading(session)
      let label =
        StyledText(name, .title)
        + StyledText(heading.isEmpty ? "" : "─ \(heading) ", isFocused ? .plain : .dim)
      surface.frame(rect, title: label, isFocused ? .focusedBorder : .border)
    }
    var part = Surface(columns: inside.columns, rows: inside.rows)
    pane.draw(session, on: &part)
    surface.draw(part, in: inside)
  }

  private func drawHeader(_ session: any Inspection, on surface: inout Surface) {
    let bar = Rect(columns: columns, rows: 1)
    surface.fill(bar, " ", .bar)
    let line = session.headline
    let end = surface.write(
      " " + line.parts(isWide: columns >= 100).joined(separator: columns >= 100 ? " │ " : "  "),
      .bar, column: 0, row: 0)
    var right = isPlaying ? ["▶ \(stepsPerSecond)/s"] : []
    right += line.place.isEmpty ? [] : [line.place]
    if columns >= 100, let layout { right.append("layout \(layout.name) (F2)") }
    while !right.isEmpty {
      let text = right.joined(separator: "  ") + " "
      if end + text.cellWidth < columns {
        surface.write(text, .bar, column: columns - text.cellWidth, row: 0)
        return
      }
      right.removeLast()
    }
  }

  private func drawTabs(on surface: inout Surface) {
    var column = 1
    for (index, title) in titles.enumerated() {
      let label = title == focus ? "[\(index + 1) \(title)]" : "\(index + 1) \(title)"
      column = surface.write(label, title == focus ? .title : .dim, column: column, row: 1) + 1
    }
  }

  private func drawFooter(on surface: inout Surface) {
    let row = rows - 1
    if let search {
      surface.write(StyledText(" find: ", .prompt) + StyledText(search.text), column: 0, row: row)
      return
    }
    if !notice.isEmpty {
      surface.write(" " + notice, .warning, column: 0, row: row)
      return
    }
    guard !command.isTyping else {
      write(typingHints, before: columns, row: row, on: &surface)
      return
    }
    let lasting = lastingHints.map(\.text)
    let start = columns - 1 - lasting.reduce(-2) { $0 + $1.cellWidth + 2 }
    write((pane(focus)?.hints ?? []) + globalHints, before: start - 1, row: row, on: &surface)
    var column = start
    for text in lasting { column = surface.write(text, column: column, row: row) + 2 }
  }

  /// Writes as many of `hints` as end before the column `end`.
  private func write(_ hints: [KeyHint], before end: Int, row: Int, on surface: inout Surface) {
    var column = 1
    for text in hints.map(\.text) {
      if column + text.cellWidth >= end { break }
      column = surface.write(text, column: column, row: row) + 2
    }
  }

  private func drawHelp(from first: Int, on surface: inout Surface) {
    let width = min(columns - 4, 92)
    let box = Rect(
      column: (columns - width) / 2, row: 1, columns: width, rows: max(0, rows - 2))
    surface.fill(box)
    surface.frame(
      box, title: StyledText(" HELP  j k scroll, any other key closes ", .title), .focusedBorder)
    let inside = box.inside
    for (row, line) in helpText.dropFirst(first).prefix(inside.rows).enumerated() {
      surface.write(
        line.truncated(to: inside.columns - 2), column: inside.column + 1, row: inside.row + row)
    }
  }

}

extension KeyHint {
  fileprivate var text: StyledText { StyledText(key, .key) + StyledText(" \(summary)") }
}

extension Headline {

  /// What the bar at the top says, most important first.
  fileprivate func parts(isWide: Bool) -> [String] {
    var parts = ["sluice" + (model.isEmpty ? "" : "  \(model)")]
    if pipelineLength > 0 || passCount > 0 {
      let check = isVerified.map { $0 ? " ok" : " BROKEN" } ?? ""
      parts.append("\(isWide ? "pass" : "P") \(passCount)/\(pipelineLength) \(pass)\(check)")
    }
    if let position {
      parts.append("\(isWide ? "insn " : "")#\(position)/\(instructionCount)")
      if let cycle { parts.append(isWide ? "cycle \(cycle)" : "t=\(cycle)") }
      let past = isWide ? "◀ REPLAY: \(behindLive) behind LIVE" : "[◀\(behindLive)]"
      parts.append(behindLive > 0 ? past : isWide ? "LIVE" : "[LIVE]")
    }
    if isWide && (breakpointCount > 0 || watchpointCount > 0) {
      parts.append("break \(breakpointCount) · watch \(watchpointCount)")
    }
    return parts
  }

}
