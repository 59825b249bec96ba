import Canvas
import Debugger
import Support

extension PreviewAnswer: Rendered {

  static let schema: Schema = [
    "edit": .text, "before": Figures.schema, "after": Figures.schema,
    "moves": .list(["operator": .text, "from": .text, "to": .text]), "clock": .text.orNull,
  ]

  /// How many operators a reader is shown.
  private static let shown = 8

  var lines: [StyledText] {
    var table = Table([
      Table.Column("\(edit)"), Table.Column("before", .trailing), Table.Column("after", .trailing),
    ])
    let hasEnds = [before, after].contains { $0.ends ?? 0 > 0 }
    for (row, other) in zip(before.rows(hasEnds), after.rows(hasEnds)) {
      let role: Role = row.value == other.value ? .dim : .emphasis
      table.append([
        StyledText(row.name), StyledText(row.value), StyledText(other.value, role),
      ])
    }
    var lines = table.lines()
    for move in moves.prefix(Self.shown) {
      lines.append("    \(move.title, .name)  \(move.from) → \(move.to)")
    }
    if moves.count > Self.shown {
      lines.append(StyledText("    and \(moves.count - Self.shown) more", .dim))
    }
    return lines
  }

  var json: JSON {
    [
      "edit": .text(edit), "before": before.json, "after": after.json,
      "moves": .list(
        moves.map { ["operator": .text($0.title), "from": .text($0.from), "to": .text($0.to)] }),
      "clock": JSON(clock),
    ]
  }

}

extension PreviewAnswer.Figures {

  static let schema: Schema = .named(
    "FIGURES",
    [
      "regions": .integer, "total": PartitionAnswer.Amount.schema,
      "offloaded": PartitionAnswer.Amount.schema, "borderBytes": .integer,
      "copies": .integer.orNull, "copiedBytes": .integer.orNull, "ends": .integer.orNull,
      "endBytes": .integer.orNull, "cycles": .integer.orNull,
    ])

  /// A name and a value for each line of a table.
  /// - Parameter hasEnds: whether what the caller of the program has is told of.
  fileprivate func rows(_ hasEnds: Bool) -> [(name: String, value: String)] {
    var rows = [
      ("regions", "\(regions)"),
      ("operators", share(\.operators) { "\($0)" }),
      ("multiply-accumulates", share(\.multiplyAccumulates, countText)),
      ("bytes that operators use", share(\.bytes, byteText)),
      ("bytes over borders", byteText(borderBytes)),
      ("copies", copies.map(String.init) ?? "?"),
      ("bytes copied", copiedBytes.map(byteText) ?? "?"),
    ]
    if hasEnds {
      rows.append(("copies at the program's ends", ends.map(String.init) ?? "?"))
      rows.append(("bytes copied there", endBytes.map(byteText) ?? "?"))
    }
    if let cycles { rows.append(("cycles", countText(cycles))) }
    return rows
  }

  /// As `24 (92.3%)`.
  private func share(
    _ key: (PartitionAnswer.Amount) -> Int, _ text: (Int) -> String
  ) -> String {
    let (part, whole) = (key(offloaded), key(total))
    return whole == 0 ? text(part) : "\(text(part)) (\(shareText(part, of: whole)))"
  }

  var json: JSON {
    [
      "regions": .integer(regions), "total": total.json, "offloaded": offloaded.json,
      "borderBytes": .integer(borderBytes), "copies": JSON(copies),
      "copiedBytes": JSON(copiedBytes), "ends": JSON(ends), "endBytes": JSON(endBytes),
      "cycles": JSON(cycles),
    ]
  }

}
