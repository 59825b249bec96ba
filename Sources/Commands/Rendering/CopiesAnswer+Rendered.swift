import Canvas
import Debugger
import Support

extension CopiesAnswer: Rendered {

  static let schema: Schema = [
    "plan": .words(PlanState.self),
    "copies": .list([
      "route": .text, "node": .text, "source": .text, "bytes": .integer.orNull,
      "zeroCopy": .flag, "obstacles": .list(.text), "why": .text, "maintenance": .flag,
      "program": .flag, "address": .integer.orNull, "copied": .integer.orNull,
    ]),
    "totals": [
      "to-accelerator?": total, "to-host?": total, "notLowered": .list(.text),
    ],
    "arena?": ["address": .integer, "bytes": .integer],
    "run?": [
      "samples": .integer, "bytes": .integer, "program": .integer, "differences": .list(.text),
    ],
  ]

  private static let total: Schema = [
    "edges": .integer, "copies": .integer, "bytes": .integer,
  ]

  var lines: [StyledText] {
    guard !copies.isEmpty else {
      return ["no region of an accelerator is called: everything stays on the host"]
    }
    var table = Table([
      .init("edge"), .init("value"), .init("bytes", .trailing), .init("how"), .init("why"),
    ])
    for copy in copies {
      table.append([
        StyledText(copy.route, .name), StyledText(copy.node),
        StyledText(copy.byteCount.map(String.init) ?? "?"),
        StyledText(
          copy.isZeroCopy ? copy.needsMaintenance ? "zero-copy, caches" : "zero-copy" : "copy",
          copy.isZeroCopy ? .plain : .emphasis),
        StyledText(copy.sentence, .dim),
      ])
    }
    return table.lines() + plan.lines + totals.map(\.line) + arenaLines + notLoweredLines
      + runLines
  }

  private var arenaLines: [StyledText] {
    guard let arena else { return [] }
    return [
      "one allocator: \(byteText(arena.byteCount)) that both sides use, from 0x\(String(arena.address, radix: 16)) on"
    ]
  }

  private var runLines: [StyledText] {
    guard let run else { return [] }
    let own =
      run.byteCountOfProgram > 0
      ? ", of them \(byteText(run.byteCountOfProgram)) that go into the program and come out of it"
      : ""
    return ["the run copied \(byteText(run.byteCount))\(own)"]
      + (run.differences.isEmpty ? [] : ["not as planned:"])
      + run.differences.map { "  \($0)" }
  }

  private var notLoweredLines: [StyledText] {
    guard !notLowered.isEmpty else { return [] }
    let list = notLowered.map { "@\($0)" }.joined(separator: ", ")
    return ["not lowered yet, so that nothing runs on an accelerator: \(list)"]
  }

  var json: JSON {
    var sums: JSON = .object([])
    for total in totals where !copies.isEmpty { sums[total.direction.rawValue] = total.json }
    sums["notLowered"] = JSON(notLowered)
    var json: JSON = [
      "plan": .text(plan.rawValue), "copies": .list(copies.map(\.json)), "totals": sums,
    ]
    if let arena {
      json["arena"] = ["address": .integer(arena.address), "bytes": .integer(arena.byteCount)]
    }
    if let run {
      json["run"] = [
        "samples": .integer(run.samples), "bytes": .integer(run.byteCount),
        "program": .integer(run.byteCountOfProgram), "differences": JSON(run.differences),
      ]
    }
    return json
  }

}

extension CopiesAnswer.Total {

  fileprivate var line: StyledText {
    let words =
      switch direction {
      case .toAccelerators: "to accelerators"
      case .toHost: "to the host"
      }
    return "\(words): \(copies) of \(edges) copied, \(byteText(byteCount))"
  }

  fileprivate var json: JSON {
    ["edges": .integer(edges), "copies": .integer(copies), "bytes": .integer(byteCount)]
  }

}

extension CopyView {
  fileprivate var json: JSON {
    [
      "route": .text(route), "node": .text(node), "source": .text(source),
      "bytes": JSON(byteCount), "zeroCopy": .flag(isZeroCopy), "obstacles": JSON(obstacles),
      "why": .text(sentence), "maintenance": .flag(needsMaintenance),
      "program": .flag(isOfProgram), "address": JSON(address), "copied": JSON(copiedBytes),
    ]
  }
}

extension PlanState {

  /// What to know of a plan that is not the program's.
  var lines: [StyledText] {
    switch self {
    case .planned: []
    case .outdated:
      [
        "the graph has changed since its memory was planned: `apply plan-memory` would give this"
      ]
    case .notPlanned:
      ["no memory has been planned yet: `apply plan-memory` would give this"]
    }
  }

}
