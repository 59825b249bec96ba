import Canvas
import Debugger
import Support

extension StorageAnswer: Rendered {

  static let schema: Schema = [
    "plan": .words(PlanState.self),
    "storage": .list([
      "storage": .integer, "bytes": .integer, "offset": .integer, "caller": .flag,
      "shared": .flag,
      "values": .list([
        "node": .text, "role": .text, "bytes": .integer, "first": .integer, "last": .integer,
        "views": .list(.text), "block": .integer.orNull, "inPlace": .flag,
      ]),
    ]),
    "totals": [
      "bytes": .integer, "withoutReuse": .integer, "aliveAtOnce": .integer,
      "constants": .integer, "alignment": .integer, "pageSize": .integer, "pages": .integer,
      "unplanned": .integer, "unplannedNodes": .list(.text), "arena": .integer.orNull,
      "arenaAddress": .integer.orNull,
    ],
    "steps": .list(.text),
  ]

  var lines: [StyledText] {
    var table = Table([
      .init("storage"), .init("bytes", .trailing), .init("value"), .init("bytes", .trailing),
      .init("steps"), .init("role"), .init("also"),
    ])
    for storage in storages {
      for (index, value) in storage.values.enumerated() {
        table.append([
          index == 0 ? "\(storage.number, .number)" : "",
          StyledText(index == 0 ? String(storage.byteCount) : ""),
          StyledText(value.node, .name), "\(value.byteCount)", "\(value.first)–\(value.last)",
          StyledText(value.words, .dim), StyledText(value.views.joined(separator: ", "), .dim),
        ])
      }
    }
    return table.lines() + plan.lines + totals + StorageChart(self).lines
  }

  private var totals: [StyledText] {
    let pages = pageCount == 1 ? "page" : "pages"
    var lines: [StyledText] = [
      "\(byteText(byteCount)) in all, in \(pageCount) \(pages) of \(pageSize) bytes; each storage begins at a multiple of \(alignment)",
      "without reuse \(byteText(byteCountWithoutReuse)); alive at once \(byteText(leastByteCount)) at most",
    ]
    if let arenaByteCount, let arenaAddress {
      lines.append(
        "shared with accelerators: \(byteText(arenaByteCount)), from 0x\(String(arenaAddress, radix: 16)) on"
      )
    }
    if constantBytes > 0 {
      lines.append("constants of the host, which stay in the model: \(byteText(constantBytes))")
    }
    return lines
      + unplanned.map {
        "\($0) has no storage: its size is not known before the program runs"
      }
  }

  var json: JSON {
    [
      "plan": .text(plan.rawValue), "storage": .list(storages.map(\.json)),
      "totals": [
        "bytes": .integer(byteCount), "withoutReuse": .integer(byteCountWithoutReuse),
        "aliveAtOnce": .integer(leastByteCount), "constants": .integer(constantBytes),
        "alignment": .integer(alignment), "pageSize": .integer(pageSize),
        "pages": .integer(pageCount), "unplanned": .integer(unplanned.count),
        "unplannedNodes": JSON(unplanned), "arena": JSON(arenaByteCount),
        "arenaAddress": JSON(arenaAddress),
      ],
      "steps": JSON(steps),
    ]
  }

}

extension StorageView {
  fileprivate var json: JSON {
    [
      "storage": .integer(number), "bytes": .integer(byteCount), "offset": .integer(offset),
      "caller": .flag(isCallers), "shared": .flag(isShared),
      "values": .list(
        values.map { value -> JSON in
          [
            "node": .text(value.node), "role": .text(value.role),
            "bytes": .integer(value.byteCount), "first": .integer(value.first),
            "last": .integer(value.last), "views": JSON(value.views),
            "block": JSON(value.block), "inPlace": .flag(value.isInPlace),
          ]
        }),
    ]
  }
}

extension StorageView.Value {
  /// What it is, and how it is laid out.
  fileprivate var words: String {
    role + (block.map { ", blocks of \($0)" } ?? "") + (isInPlace ? ", in place" : "")
  }
}
