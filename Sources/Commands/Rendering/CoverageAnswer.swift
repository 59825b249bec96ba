import Canvas
import Debugger
import Support

/// Where operators are, and why those of the host are there.
struct CoverageAnswer {

  /// What a row of what is left stands for.
  enum Key: String, CaseIterable, Sendable { case cause, `operator` }

  var partition: PartitionAnswer
  var key = Key.cause
}

extension CoverageAnswer: Rendered {

  static let schema: Schema = [
    "model": .text, "position": .integer, "stage": .words(PartitionAnswer.Stage.self),
    "missing": .text.orNull, "line": .text,
    "owners": .list(
      PartitionAnswer.Amount.schema.adding([
        "target": .text.orNull, "regions": .integer, "shares": PartitionAnswer.shares,
      ])),
    "by": .words(Key.self),
    "host": .list(
      PartitionAnswer.Amount.schema.adding([
        "key": .text, "detail": .text, "codes": .list(.text), "operations": .list(.text),
        "target": .text.orNull,
        "example": .text, "source": .text, "why": .text, "remedy": .text,
        "shares": PartitionAnswer.shares,
      ])),
    "totals": PartitionAnswer.Amount.schema,
    "modelMacs": ["total": .integer, "offloaded": .integer], "unsized": .integer,
  ]

  var lines: [StyledText] {
    var lines = partition.notes + ownerTable.lines() + modelLine
    if !rows.isEmpty { lines += [""] + restLines }
    if partition.unsized > 0 {
      lines.append(
        StyledText(
          "\(partition.unsized) operators count for less: not all of their extents are known;"
            + " `input NAME=FILE` before the first pass says what the model leaves open", .dim))
    }
    return lines
  }

  /// The multiply-accumulates of the model as it was loaded, where passes made others of them.
  private var modelLine: [StyledText] {
    guard partition.hasOtherProducts else { return [] }
    return [
      StyledText(
        "accelerators have \(partition.modelShare(of: nil)); passes made products of other sizes"
          + " of them", .dim)
    ]
  }

  var ownerTable: Table {
    var table = Table([
      .init("where"), .init("regions", .trailing), .init("operators", .trailing),
      .init("%", .trailing), .init("MACs", .trailing), .init("%", .trailing),
      .init("bytes", .trailing), .init("%", .trailing), .init("weights", .trailing),
    ])
    for owner in partition.owners {
      table.append(
        [
          StyledText(owner.target ?? "host", .name),
          StyledText(owner.target == nil ? "" : "\(owner.regions)"),
        ] + amounts(owner.amount))
    }
    table.append([StyledText("all"), ""] + amounts(partition.total))
    return table
  }

  private func amounts(_ amount: PartitionAnswer.Amount) -> [StyledText] {
    [
      StyledText("\(amount.operators)"),
      StyledText(shareText(amount.operators, of: partition.total.operators)),
      StyledText(countText(amount.multiplyAccumulates)),
      StyledText(partition.productShare(of: amount)), StyledText(byteText(amount.bytes)),
      StyledText(shareText(amount.bytes, of: partition.total.bytes)),
      StyledText(byteText(amount.weightBytes)),
    ]
  }

  private static var restColumns: [Table.Column] {
    [.init("operators", .trailing), .init("MACs", .trailing), .init("%", .trailing)]
  }

  private var restTitle: Table.Column {
    .init(key == .cause ? "on the host because of" : "on the host")
  }

  private func numbers(_ row: Row) -> [StyledText] {
    let others = key == .cause ? row.operations : row.codes
    let names = others.prefix(3).joined(separator: ", ") + (others.count > 3 ? ", …" : "")
    return [
      "\(row.name, .name) (\(names))", StyledText("\(row.amount.operators)"),
      StyledText(countText(row.amount.multiplyAccumulates)),
      StyledText(partition.productShare(of: row.amount)),
    ]
  }

  /// What is on the host, with the first operator, its reason and what would change it in columns.
  var restTable: Table {
    var table = Table(
      [restTitle] + Self.restColumns
        + [.init("first"), .init("why"), .init("what would change it")])
    for row in rows {
      table.append(
        numbers(row) + [
          StyledText(row.first.example.text), StyledText(row.first.cause.sentence),
          StyledText(row.first.cause.remedy),
        ])
    }
    return table
  }

  /// The same with the reasons below the numbers, which are long.
  private var restLines: [StyledText] {
    var table = Table([restTitle] + Self.restColumns)
    for row in rows { table.append(numbers(row)) }
    let lines = table.lines()
    return lines.prefix(1)
      + zip(lines.dropFirst(), rows).flatMap { line, row in
        [
          line, StyledText("  \(row.first.example.text): \(row.first.cause.sentence)"),
          StyledText("  would change it: \(row.first.cause.remedy)", .dim),
        ]
      }
  }

  var json: JSON {
    [
      "model": .text(partition.model), "position": .integer(partition.position),
      "stage": .text(partition.stage.rawValue), "missing": JSON(partition.missing),
      "line": .text(partition.line),
      "owners": .list(
        partition.owners.map { owner in
          .object(
            [.init("target", JSON(owner.target)), .init("regions", .integer(owner.regions))]
              + (owner.amount.json.members ?? [])
              + [.init("shares", partition.shares(of: owner.amount))])
        }),
      "by": .text(key.rawValue), "host": .list(rows.map { json(of: $0) }),
      "totals": partition.total.json,
      "modelMacs": [
        "total": .integer(partition.modelProducts.total),
        "offloaded": .integer(partition.offloadedProducts()),
      ], "unsized": .integer(partition.unsized),
    ]
  }

  private func json(of row: Row) -> JSON {
    let cause = row.first.cause
    return .object(
      [.init("key", .text(row.name)), .init("detail", .text(row.detail))]
        + (row.amount.json.members ?? []) + [
          .init("codes", JSON(row.codes)), .init("operations", JSON(row.operations)),
          .init("target", cause.target.isEmpty ? .null : .text(cause.target)),
          .init("example", .text(row.first.example.title)),
          .init("source", .text(row.first.example.source)), .init("why", .text(cause.sentence)),
          .init("remedy", .text(cause.remedy)), .init("shares", partition.shares(of: row.amount)),
        ])
  }

}

// MARK: - Rows

extension CoverageAnswer {

  /// What is on the host for one cause, or of one operator.
  struct Row {
    var name: String
    var detail = ""
    var amount = PartitionAnswer.Amount()
    var codes: [String] = []
    var operations: [String] = []
    var first: PartitionAnswer.Rest
  }

  /// What is on the host, that with the most multiply-accumulates first.
  var rows: [Row] {
    var rows: [Row] = []
    var places: [String: Int] = [:]
    for rest in partition.rest {
      let name = key == .cause ? rest.cause.code : rest.operation
      let detail = key == .cause ? rest.cause.detail : ""
      let place = places["\(name) \(detail)"] ?? rows.count
      if place == rows.count {
        places["\(name) \(detail)"] = place
        rows.append(Row(name: name, detail: detail, first: rest))
      }
      rows[place].amount = rows[place].amount + rest.amount
      if !rows[place].codes.contains(rest.cause.code) {
        rows[place].codes.append(rest.cause.code)
      }
      if !rows[place].operations.contains(rest.operation) {
        rows[place].operations.append(rest.operation)
      }
    }
    return rows.sorted { $0.rank > $1.rank }
  }

}

extension CoverageAnswer.Row {
  fileprivate var rank: (Int, Int) { (amount.multiplyAccumulates, amount.operators) }
}
