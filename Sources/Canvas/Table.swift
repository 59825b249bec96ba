import Support

/// Rows of styled text under titles, aligned by cells.
public struct Table: Sendable, Hashable {

  /// What one column is called and where its text stands.
  public struct Column: Sendable, Hashable {

    public let title: String
    public let alignment: Alignment

    public init(_ title: String, _ alignment: Alignment = .leading) {
      self.title = title
      self.alignment = alignment
    }

  }

  public let columns: [Column]

  public private(set) var rows: [[StyledText]] = []

  public init(_ columns: [Column]) { self.columns = columns }

  /// A table of text on the left of its columns.
  public init(_ titles: String...) { columns = titles.map { Column($0) } }

  /// Appends a row; what it lacks is blank, and what it has too many is left out.
  public mutating func append(_ row: [StyledText]) {
    let missing = Array(repeating: StyledText(), count: max(0, columns.count - row.count))
    rows.append(Array(row.prefix(columns.count)) + missing)
  }

  /// The titles, where there are any, and the rows, with two blanks between columns.
  /// - Parameter width: the cells that there are for a line; the last columns are cut to fit.
  public func lines(width: Int? = nil) -> [StyledText] {
    let widths = columnWidths
    let head = columns.map { StyledText($0.title, .title) }
    let hasTitles = columns.contains { !$0.title.isEmpty }
    var poll = Poll()
    let all = ((hasTitles ? [head] : []) + rows).prefix { _ in !poll.isRequested(after: 1 << 9) }
    return all.map { row in
      var line = StyledText()
      for (index, cell) in row.enumerated() {
        if index > 0 { line.append("  ") }
        let isLast = index == row.count - 1
        let isOpen = isLast && columns[index].alignment == .leading
        line += isOpen ? cell : cell.padded(to: widths[index], columns[index].alignment)
      }
      let trimmed = line.trimmed
      return width.map { trimmed.truncated(to: $0) } ?? trimmed
    }
  }

  /// The rows as `title: value` lines with a blank line between them, for a screen reader.
  public var records: [StyledText] {
    let blocks = rows.map { row in
      zip(columns, row).filter { !$1.isEmpty }.map { column, cell in
        column.title.isEmpty ? cell : StyledText("\(column.title): ") + cell
      }
    }
    return Array(blocks.joined(separator: [StyledText()]))
  }

  private var columnWidths: [Int] {
    columns.indices.map { index in
      rows.reduce(columns[index].title.cellWidth) { max($0, $1[index].cellWidth) }
    }
  }

}

extension StyledText {

  /// The text without blanks at its end.
  public var trimmed: StyledText {
    var result = StyledText()
    var kept = runs
    while var last = kept.popLast() {
      while last.text.last == " " { last.text.removeLast() }
      guard last.text.isEmpty else {
        kept.append(last)
        break
      }
    }
    for run in kept { result.append(run.text, run.role) }
    return result
  }

}
