extension Surface {

  /// Draws a frame at the edge of `rect` with `title` in its upper side.
  public mutating func frame(_ rect: Rect, title: StyledText = "", _ role: Role = .border) {
    guard rect.columns >= 2, rect.rows >= 2 else { return }
    let right = rect.column + rect.columns - 1
    let bottom = rect.row + rect.rows - 1
    for column in rect.column ... right {
      put("─", role, column: column, row: rect.row)
      put("─", role, column: column, row: bottom)
    }
    for row in rect.row ... bottom {
      put("│", role, column: rect.column, row: row)
      put("│", role, column: right, row: row)
    }
    put("┌", role, column: rect.column, row: rect.row)
    put("┐", role, column: right, row: rect.row)
    put("└", role, column: rect.column, row: bottom)
    put("┘", role, column: right, row: bottom)
    write(title.truncated(to: rect.columns - 4), column: rect.column + 2, row: rect.row)
  }

  /// The same grid in characters that every terminal has.
  public var inASCII: Surface {
    var copy = self
    for row in 0 ..< rows {
      for column in 0 ..< columns where !self[column, row].isContinuation {
        let cell = self[column, row]
        if cell.character.isASCII { continue }
        let isWide = cell.character.cellWidth == 2
        copy.put(cell.character.inASCII, cell.role, column: column, row: row)
        if isWide { copy.put(" ", cell.role, column: column + 1, row: row) }
      }
    }
    return copy
  }

}
