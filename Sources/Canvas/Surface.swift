import Support

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
    put(Cell(character, role), at: row * columns + column, room: columns - column)
  }

  /// Puts `cell` at `index`, which has `room` cells to the end of its row.
  private mutating func put(_ cell: Cell, at index: Int, room: Int) {
    parting(at: index)
    if cell.width < 2 {
      cells[index] = cell
    } else if room < 2 {
      cells[index] = Cell(narrow: " ", cell.role)
    } else {
      parting(at: index + 1)
      cells[index] = cell
      cells[index + 1] = Cell(continuationIn: cell.role)
    }
  }

  /// Blanks both halves of a wide character that has one of them at `index`.
  private mutating func parting(at index: Int) {
    if cells[index].width == 1 { return }
    if cells[index].width == 0 { cells[index - 1] = Cell(narrow: " ", cells[index].role) }
    if cells[index].width == 2 { cells[index + 1] = Cell(narrow: " ", cells[index].role) }
  }

  /// Writes `text` from (`column`, `row`) on and returns the column after it.
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, _ role: Role = .plain, column: Int, row: Int
  ) -> Int {
    guard row >= 0, row < rows else { return column }
    var column = column
    for character in text where column < columns {
      let cell = Cell(character, role)
      if column >= 0 { put(cell, at: row * columns + column, room: columns - column) }
      column += Int(cell.width)
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
    let cell = Cell(character, role)
    for row in area.row ..< area.row + area.rows {
      for column in area.column ..< area.column + area.columns {
        put(cell, at: row * columns + column, room: columns - column)
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
    let area = Rect(
      column: rect.column, row: rect.row, columns: min(other.columns, rect.columns),
      rows: min(other.rows, rect.rows)
    ).intersection(bounds)
    for row in area.row ..< area.row + area.rows {
      let source = (row - rect.row) * other.columns - rect.column
      for column in area.column ..< area.column + area.columns {
        let cell = other.cells[source + column]
        // A half whose other half is not copied becomes a blank.
        let isHalf =
          cell.width == 2 && column + 1 == area.column + area.columns
          || cell.width == 0 && column == area.column
        if cell.width == 0 && !isHalf { continue }
        put(
          isHalf ? Cell(narrow: " ", cell.role) : cell, at: row * columns + column,
          room: columns - column)
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
    if let ascii = asciiValue { return ascii >= 0x20 && ascii != 0x7f }
    if let scalar = unicodeScalars.first, (0x2500 ... 0x25fc).contains(scalar.value) { return true }
    return !unicodeScalars.contains(where: \.isUnseen)
      && unicodeScalars.contains { $0.cellWidth > 0 }
  }

}

extension String {

  /// The text as a terminal may be given it: what it would obey is shown instead, but for tabs.
  public var drawable: String {
    let isDrawable = unicodeScalars.allSatisfy { $0 == "\t" || !$0.isUnseen }
    return isDrawable ? self : String(map { $0 == "\t" || $0.isDrawable ? $0 : "\u{fffd}" })
  }

}
