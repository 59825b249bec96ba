import Canvas
import Debugger
import Support

extension CostsAnswer: Rendered {

  static let schema: Schema = [
    "model": .text,
    "methods": .list([
      "method": .text, "regions": .integer, "total": PartitionAnswer.Amount.schema,
      "offloaded": PartitionAnswer.Amount.schema, "borderBytes": .integer, "cycles": .integer,
      "picoseconds": .map(.integer),
    ]),
    "rates": [
      "clock": .text.orNull, "hostMacs": .integer, "hostBytes": .integer,
      "borderBytes": .integer, "launch": .integer,
    ],
  ]

  /// What a row of the table shows of a method.
  private static let rows: [(name: String, text: @Sendable (Column) -> String)] = [
    ("regions", { "\($0.regions)" }),
    ("operators", { share($0, { $0.operators }, { "\($0)" }) }),
    ("multiply-accumulates", { share($0, { $0.multiplyAccumulates }, countText) }),
    ("bytes over borders", { byteText($0.borderBytes) }),
    ("cycles", { countText($0.cycles) }),
    ("accelerator", { timeText($0.accelerator) }),
    ("borders", { timeText($0.border) }),
    ("launches", { timeText($0.launch) }),
    ("host", { timeText($0.host) }),
    ("all", { timeText($0.sum) }),
  ]

  var lines: [StyledText] {
    var table = Table(
      [Table.Column("estimate")] + columns.map { Table.Column($0.method, .trailing) })
    let least = columns.map(\.sum).min()
    for row in Self.rows {
      let isSum = row.name == Self.rows.last?.name
      table.append(
        [StyledText(row.name)]
          + columns.map {
            StyledText(row.text($0), isSum && $0.sum == least ? .emphasis : .plain)
          })
    }
    return table.lines() + [StyledText(rates.text, .dim)]
  }

  /// As `24 (92.3%)`.
  private static func share(
    _ column: Column, _ key: (PartitionAnswer.Amount) -> Int, _ text: (Int) -> String
  ) -> String {
    let (part, whole) = (key(column.offloaded), key(column.total))
    return whole == 0 ? text(part) : "\(text(part)) (\(shareText(part, of: whole)))"
  }

  var json: JSON {
    [
      "model": .text(model),
      "methods": .list(
        columns.map { column in
          [
            "method": .text(column.method), "regions": .integer(column.regions),
            "total": column.total.json, "offloaded": column.offloaded.json,
            "borderBytes": .integer(column.borderBytes), "cycles": .integer(column.cycles),
            "picoseconds": [
              "accelerator": .integer(column.accelerator), "borders": .integer(column.border),
              "launches": .integer(column.launch), "host": .integer(column.host),
              "all": .integer(column.sum),
            ],
          ]
        }),
      "rates": [
        "clock": JSON(rates.clock), "hostMacs": .integer(rates.hostProducts),
        "hostBytes": .integer(rates.hostBytes), "borderBytes": .integer(rates.borderBytes),
        "launch": .integer(rates.launch),
      ],
    ]
  }

}

extension CostsAnswer.Rates {
  /// What estimates count with, in one line.
  fileprivate var text: String {
    (clock.map { "clock \($0), " } ?? "")
      + "host \(countText(hostProducts)) multiply-accumulates and \(byteText(hostBytes)) a second, "
      + "borders \(byteText(borderBytes)) a second, a launch \(timeText(capped(launch)))"
  }

  private func capped(_ nanoseconds: Int) -> Int {
    let (product, overflow) = nanoseconds.multipliedReportingOverflow(by: 1000)
    return overflow ? .max : product
  }
}
