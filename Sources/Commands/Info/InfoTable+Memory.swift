import Canvas
import Debugger
import Diagnostics
import Support

extension InfoTable {

  private static let direction: Schema = [
    "edges": .integer, "copies": .integer, "bytes": .integer,
  ]

  /// What crosses between the host and accelerators, and why it is copied.
  static let copies = InfoTable(
    name: "copies", summary: "what crosses between the host and accelerators",
    answer: [
      "copies": .list([
        "route": .text, "node": .text, "source": .text, "bytes": .integer.orNull,
        "zeroCopy": .flag, "obstacles": .list(.text), "why": .text, "maintenance": .flag,
      ]),
      "totals": [
        "to-accelerator?": direction, "to-host?": direction, "notLowered?": .list(.text),
      ],
    ]
  ) { session, _ throws(Diagnostic) in
    let views = try session.copyViews()
    let totals = try session.copyTotals()
    var table = Table([
      .init("edge"), .init("value"), .init("bytes", .trailing), .init("how"), .init("why"),
    ])
    for view in views {
      table.append([
        StyledText(view.route, .name), StyledText(view.node),
        StyledText(view.byteCount.map(String.init) ?? "?"),
        StyledText(
          view.isZeroCopy ? view.needsMaintenance ? "zero-copy, caches" : "zero-copy" : "copy",
          view.isZeroCopy ? .plain : .emphasis),
        StyledText(view.sentence, .dim),
      ])
    }
    let lines = totals.lines.map { StyledText($0) }
    return Reply(
      views.isEmpty ? lines : table.lines() + lines,
      ["copies": .list(views.map(\.json)), "totals": totals.json])
  }

  /// The storages of the host, and the values that share each of them.
  static let storage = InfoTable(
    name: "storage", summary: "the storages of the host, and the values that share each of them",
    answer: [
      "storage": .list([
        "storage": .integer, "bytes": .integer, "offset": .integer, "caller": .flag,
        "values": .list([
          "node": .text, "role": .text, "bytes": .integer, "first": .integer, "last": .integer,
          "views": .list(.text),
        ]),
      ]),
      "totals": [
        "bytes": .integer, "withoutReuse": .integer, "aliveAtOnce": .integer,
        "constants": .integer, "alignment": .integer, "pageSize": .integer,
        "unplanned": .integer,
      ],
    ]
  ) { session, _ throws(Diagnostic) in
    let views = try session.storageViews()
    let totals = try session.storageTotals()
    var table = Table([
      .init("storage"), .init("bytes", .trailing), .init("value"), .init("bytes", .trailing),
      .init("steps"), .init("role"), .init("also"),
    ])
    for view in views {
      for (index, value) in view.values.enumerated() {
        table.append([
          index == 0 ? "\(view.number, .number)" : "",
          StyledText(index == 0 ? String(view.byteCount) : ""),
          StyledText(value.node, .name), "\(value.byteCount)", "\(value.first)–\(value.last)",
          StyledText(value.role, .dim), StyledText(value.views.joined(separator: ", "), .dim),
        ])
      }
    }
    return Reply(
      table.lines() + totals.lines.map { StyledText($0) },
      ["storage": .list(views.map(\.json)), "totals": totals.json])
  }

}
