import Canvas
import Support

/// A fact about each row of a table: what a reader sees of it, what programs get, or both.
struct InfoColumn<Row>: Sendable {

  /// How it is shown; nil where it is data alone.
  private(set) var column: Table.Column?
  private let text: @Sendable (Row) -> StyledText

  /// What it is called as data, with its form; nil where it is only shown.
  private(set) var member: Schema.Member?
  private let json: @Sendable (Row) -> JSON

  private init(
    _ column: Table.Column?, _ member: Schema.Member?,
    text: @escaping @Sendable (Row) -> StyledText = { _ in "" },
    json: @escaping @Sendable (Row) -> JSON = { _ in .null }
  ) {
    self.column = column
    self.member = member
    self.text = text
    self.json = json
  }

  fileprivate func text(of row: Row) -> StyledText { text(row) }

  fileprivate func member(of row: Row) -> JSON.Member? {
    member.map { .init($0.name, json(row)) }
  }

}

extension InfoColumn {

  /// A word, shown under `title`.
  static func text(
    _ title: String, as name: String, _ role: Role = .plain,
    _ value: @escaping @Sendable (Row) -> String
  ) -> Self {
    Self(
      .init(title), .init(name: name, schema: .text, isOptional: false),
      text: { StyledText(value($0), role) }, json: { .text(value($0)) })
  }

  /// A number, shown under `title`.
  static func number(
    _ title: String, as name: String, _ role: Role = .plain, alignment: Alignment = .leading,
    _ value: @escaping @Sendable (Row) -> Int
  ) -> Self {
    Self(
      .init(title, alignment), .init(name: name, schema: .integer, isOptional: false),
      text: { StyledText("\(value($0))", role) }, json: { .integer(value($0)) })
  }

  /// The number of an instruction, shown as `#118`, or as `-` where there is none.
  static func instruction(
    _ title: String, as name: String, _ value: @escaping @Sendable (Row) -> Int?
  ) -> Self {
    Self(
      .init(title), .init(name: name, schema: .integer.orNull, isOptional: false),
      text: { StyledText(value($0).map { "#\($0)" } ?? "-") }, json: { JSON(value($0)) })
  }

  /// Words, shown under `title` with commas between them.
  static func texts(
    _ title: String, as name: String, _ values: @escaping @Sendable (Row) -> [String]
  ) -> Self {
    Self(
      .init(title), .init(name: name, schema: .list(.text), isOptional: false),
      text: { StyledText(values($0).joined(separator: ",")) }, json: { JSON(values($0)) })
  }

  /// What is only shown.
  static func shown(_ title: String, _ text: @escaping @Sendable (Row) -> StyledText) -> Self {
    Self(.init(title), nil, text: text)
  }

  /// What only programs get.
  static func data(
    _ name: String, _ schema: Schema, _ json: @escaping @Sendable (Row) -> JSON
  ) -> Self {
    Self(nil, .init(name: name, schema: schema, isOptional: false), json: json)
  }

}

/// The columns of a table of rows.
struct InfoColumns<Row>: Sendable {

  let columns: [InfoColumn<Row>]

  /// The form of a row as data.
  var schema: Schema { .object(columns.compactMap(\.member)) }

  func table(of rows: [Row]) -> Table {
    let shown = columns.filter { $0.column != nil }
    var table = Table(shown.compactMap(\.column))
    var poll = Poll()
    for row in rows {
      if poll.isRequested(after: 1 << 10) { break }
      table.append(shown.map { $0.text(of: row) })
    }
    return table
  }

  /// All rows as data; fewer where the user asked to stop.
  func data(of rows: [Row]) -> [JSON] {
    var poll = Poll()
    return rows.prefix { _ in !poll.isRequested(after: 1 << 10) }.map { data(of: $0) }
  }

  func data(of row: Row) -> JSON { .object(columns.compactMap { $0.member(of: row) }) }

}
