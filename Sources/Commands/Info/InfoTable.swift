import Canvas
import Debugger
import Diagnostics
import Support

/// A table that `info` shows: what it is called, the form of its answer, and how it is made.
struct InfoTable: Sendable {

  let name: String

  /// Other words for it.
  var others: [String] = []

  let summary: String

  /// Whether words may follow that say which part of it to show.
  var takesWords = false

  /// What it answers with, as data.
  let answer: Schema

  /// - Errors: nothing is there to be shown.
  let reply: @Sendable (Session, [String]) throws(Diagnostic) -> Reply

  /// Every table, in the order of completion.
  static let all: [InfoTable] =
    machineTables + [insns, ops, passes, breakpoints, checkpoints, counters]
    + [stop, target, inputs, outputs, copies, storage, hazards, schedule, history]

}

extension InfoTable {

  /// A table of rows that are columns of text and members of data at once.
  init<Row>(
    _ name: String, also others: [String] = [], _ summary: String, empty: String,
    _ columns: [InfoColumn<Row>],
    of rows: @escaping @Sendable (Session) throws(Diagnostic) -> [Row]
  ) {
    self.name = name
    self.others = others
    self.summary = summary
    let columns = InfoColumns(columns: columns)
    answer = .object([.init(name: name, schema: .list(columns.schema), isOptional: false)])
    reply = { session, _ throws(Diagnostic) in
      let rows = try rows(session)
      return Reply(
        rows.isEmpty ? [StyledText(empty, .dim)] : columns.table(of: rows).lines(),
        .object([.init(name, .list(rows.map { columns.data(of: $0) }))]))
    }
  }

}

extension Word where Value == InfoTable {

  /// The name of a table, or another word for it.
  static var table: Word {
    var others: [String: InfoTable] = [:]
    for table in InfoTable.all { for word in table.others { others[word] = table } }
    return choice(InfoTable.all.map { ($0.name, $0) }, also: others)
  }

}
