/// A part of a grid, in cells.
public struct Rect: Sendable, Hashable {

  public var column: Int
  public var row: Int
  public var columns: Int
  public var rows: Int

  /// A size below zero is none.
  public init(column: Int = 0, row: Int = 0, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  public var isEmpty: Bool { columns == 0 || rows == 0 }

  public func contains(column: Int, row: Int) -> Bool {
    column >= self.column && column - self.column < columns && row >= self.row
      && row - self.row < rows
  }

  /// What is left inside of a frame one cell wide.
  public var inside: Rect {
    Rect(column: column + 1, row: row + 1, columns: columns - 2, rows: rows - 2)
  }

  /// The first `rows` rows and the rest.
  public func splitTop(_ rows: Int) -> (top: Rect, rest: Rect) {
    let count = min(max(0, rows), self.rows)
    return (
      Rect(column: column, row: row, columns: columns, rows: count),
      Rect(column: column, row: row + count, columns: columns, rows: self.rows - count)
    )
  }

  /// The last `rows` rows and the rest.
  public func splitBottom(_ rows: Int) -> (bottom: Rect, rest: Rect) {
    let count = min(max(0, rows), self.rows)
    let (rest, bottom) = splitTop(self.rows - count)
    return (bottom, rest)
  }

}
