/// A grid of cells to draw on; what falls outside of it is dropped.
public struct Surface: Sendable, Hashable {

  public let columns: Int
  public let rows: Int

  /// The cells, row after row.
  public private(set) var cells: [Cell]

  /// A blank grid; a size below zero is none.
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    cells = Array(repeating: .blank, count: self.columns * self.rows)
  }

  /// The whole of the grid.
  public var bounds: Rect { Rect(columns: columns, rows: rows) }

  /// The cell at (`column`, `row`), or a blank one outside of the grid.
  public subscript(column: Int, row: Int) -> Cell {
    guard bounds.contains(column: column, row: row) else { return .blank }
    return cells[row * columns + column]
  }

  /// Puts `character` at (`column`, `row`); half of a wide character is never left behind.
  public mutating func put(_ character: Character, _ role: Role, column: Int, row: Int) {
    guard bounds.contains(column: column, row: row) else { return }
    let shown = character.isDrawable ? character : "\u{fffd}"
    clearWideCharacter(column: column, row: row)
    guard shown.cellWidth == 2 else {
      cells[row * columns + column] = Cell(shown, role)
      return
    }
    guard column + 1 < columns else {
      cells[row * columns + column] = Cell(" ", role)
      return
    }
    clearWideCharacter(column: column + 1, row: row)
    cells[row * columns + column] = Cell(shown, role)
    cells[row * columns + column + 1] = Cell(" ", role, isContinuation: true)
  }

  /// Blanks both halves of a wide character that has one of them at (`column`, `row`).
  private mutating func clearWideCharacter(column: Int, row: Int) {
    let index = row * columns + column
    let isLeft = column + 1 < columns && cells[index + 1].isContinuation
    if cells[index].isContinuation { cells[index - 1] = Cell(" ", cells[index].role) }
    if isLeft { cells[index + 1] = Cell(" ", cells[index].role) }
  }

  /// Writes `text` from (`column`, `row`) on and returns the column after it.
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, _ role: Role = .plain, column: Int, row: Int
  ) -> Int {
    var column = column
    for character in text {
      if column >= columns || row < 0 || row >= rows { return column }
      if column >= 0 { put(character, role, column: column, row: row) }
      column += character.cellWidth
    }
    return column
  }

  /// Writes `text` from (`column`, `row`) on and returns the column after it.
  @discardableResult
  public mutating func write(_ text: StyledText, column: Int, row: Int) -> Int {
    text.runs.reduce(column) { write($1.text, $1.role, column: $0, row: row) }
  }

  /// Makes all of `rect` hold `character`.
  public mutating func fill(_ rect: Rect, _ character: Character = " ", _ role: Role = .plain) {
    let area = rect.intersection(bounds)
    for row in area.row ..< area.row + area.rows {
      for column in area.column ..< area.column + area.columns {
        put(character, role, column: column, row: row)
      }
    }
  }

  /// Gives every cell of `rect` that is plain, or every cell at all, the role `role`.
  public mutating func mark(_ rect: Rect, _ role: Role, onlyPlain: Bool = false) {
    let area = rect.intersection(bounds)
    for row in area.row ..< area.row + area.rows {
      for column in area.column ..< area.column + area.columns {
        let index = row * columns + column
        if !onlyPlain || cells[index].role == .plain { cells[index].role = role }
      }
    }
  }

  /// Copies `other` with its first cell at the first cell of `rect`, and no more than fits there.
  public mutating func draw(_ other: Surface, in rect: Rect) {
    for row in 0 ..< min(other.rows, rect.rows) {
      for column in 0 ..< min(other.columns, rect.columns) {
        let cell = other[column, row]
        if cell.isContinuation { continue }
        let fits = cell.character.cellWidth == 1 || column + 1 < rect.columns
        put(
          fits ? cell.character : " ", cell.role, column: rect.column + column,
          row: rect.row + row)
      }
    }
  }

}

extension Surface: CustomStringConvertible {

  /// The rows without the blanks at their ends.
  public var lines: [String] {
    (0 ..< rows).map { row in
      var line = ""
      for cell in cells[row * columns ..< (row + 1) * columns] where !cell.isContinuation {
        line.append(cell.character)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  public var description: String { lines.joined(separator: "\n") }

}

extension Rect {

  /// What lies in both.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return Rect(
      column: left, row: top, columns: min(column + columns, other.column + other.columns) - left,
      rows: min(row + rows, other.row + other.rows) - top)
  }

}

extension Character {

  /// Whether the character shows something and moves no cursor, as an escape would.
  public var isDrawable: Bool {
    unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .surrogate, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    } && unicodeScalars.contains { $0.cellWidth > 0 }
  }

}
