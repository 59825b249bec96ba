import Canvas
import Debugger
import Simulation
import Support

/// A profile, of which text shows so many rows.
struct ProfileAnswer {
  var profile: Profile

  /// 0 for all.
  var limit: Int
}

extension ProfileAnswer: Rendered {

  static let schema: Schema = [
    "clock": .text, "cycles": .integer, "units": .map(.map(.integer)),
    "memories": .list([
      "name": .text, "write": .flag, "bytes": .integer, "bursts": .integer, "used": .integer,
    ]),
    "roofline": Roofline.schema.orNull, "by": .words(ProfileKey.self),
    "rows": .list([
      "name": .text, "insn": .integer.orNull, "instructions": .integer, "cycles": .integer,
      "computing": .integer, "moving": .integer, "memory": .integer, "overhead": .integer,
      "waiting": .integer, "multiplications": .integer, "bytes": .integer,
    ]),
    "unfinished": .list(["part": .text, "ending": .text]),
  ]

  var lines: [StyledText] { profile.lines(limit: limit) }

  var json: JSON { profile.json }

}

extension Profile {

  /// The head, and a table of units or of what was asked for.
  fileprivate func lines(limit: Int) -> [StyledText] {
    var lines = head
    if key == .unit {
      lines += unitTable.lines()
      if !memories.isEmpty { lines += [""] + memoryTable.lines() }
      if let roofline { lines += [""] + roofline.lines }
    } else {
      lines += rowTable(limit).lines()
      if limit > 0, rows.count > limit {
        let all = "`set lines \(rows.count)` shows all"
        lines.append(StyledText("… and \(rows.count - limit) more; \(all)", .dim))
      }
    }
    return lines
      + unfinished.map {
        StyledText("`\($0.part)` does not run to its end (\($0.ending)): `why` says more", .dim)
      }
  }

  private var head: [StyledText] {
    var line: StyledText = "\(clock, .name): \(cycles, .number) cycles"
    if frequency > 0 {
      let milliseconds = Double(cycles) / frequency * 1000
      line +=
        ", \(shortNumber((milliseconds * 1000).rounded() / 1000)) ms at "
        + "\(shortNumber(frequency / 1e6)) MHz"
    }
    return [line]
  }

  private var unitTable: Table {
    var names: [String] = []
    for unit in units {
      for use in unit.uses where !names.contains(use.name) { names.append(use.name) }
    }
    var table = Table([.init("use of cycles")] + units.map { .init($0.name, .trailing) })
    for name in names {
      table.append(
        [StyledText(name)]
          + units.map { unit in
            let count = unit.uses.first { $0.name == name }?.cycles ?? 0
            return share(count)
          })
    }
    return table
  }

  private func share(_ count: Int) -> StyledText {
    guard count > 0, cycles > 0 else { return StyledText("-", .dim) }
    let percent = Double(count * 1000 / cycles) / 10
    return "\(count, .number) \(shortNumber(percent), .dim)%"
  }

  private var memoryTable: Table {
    var table = Table([
      .init("memory"), .init("bytes", .trailing), .init("bursts", .trailing),
      .init("used", .trailing), .init("reuse", .trailing),
    ])
    for memory in memories {
      table.append([
        "\(memory.name, .name) \(memory.isWrite ? "written" : "read")", "\(memory.bytes)",
        "\(memory.bursts)", StyledText(memory.used > 0 ? "\(memory.used)" : "-"),
        StyledText(memory.reuse.map { "\(shortNumber(($0 * 10).rounded() / 10))×" } ?? "-"),
      ])
    }
    return table
  }

  private func rowTable(_ limit: Int) -> Table {
    var table = Table([
      .init(key.rawValue), .init("insns", .trailing), .init("cycles", .trailing),
      .init("%", .trailing), .init("compute", .trailing), .init("move", .trailing),
      .init("dram", .trailing), .init("other", .trailing), .init("waited", .trailing),
      .init("mac", .trailing), .init("bytes", .trailing),
    ])
    for row in limit > 0 ? rows.prefix(limit) : rows[...] {
      let percent = cycles > 0 ? row.cycles * 100 / cycles : 0
      let numbers = [
        row.count, row.cycles, percent, row.computing, row.moving, row.memory, row.overhead,
        row.waiting, row.multiplications, row.bytes,
      ]
      table.append([StyledText(row.name, .name)] + numbers.map { StyledText("\($0)") })
    }
    return table
  }

  fileprivate var json: JSON {
    [
      "clock": .text(clock), "cycles": .integer(cycles),
      "units": .object(
        units.map { unit in
          .init(unit.name, .object(unit.uses.map { .init($0.name, .integer($0.cycles)) }))
        }),
      "memories": .list(
        memories.map {
          [
            "name": .text($0.name), "write": .flag($0.isWrite), "bytes": .integer($0.bytes),
            "bursts": .integer($0.bursts), "used": .integer($0.used),
          ]
        }),
      "roofline": roofline?.json ?? .null, "by": .text(key.rawValue),
      "rows": .list(rows.map(\.json)),
      "unfinished": .list(
        unfinished.map { ["part": .text($0.part), "ending": .text($0.ending)] }),
    ]
  }

}

extension ProfileRow {
  fileprivate var json: JSON {
    [
      "name": .text(name), "insn": JSON(instruction), "instructions": .integer(count),
      "cycles": .integer(cycles),
      "computing": .integer(computing), "moving": .integer(moving), "memory": .integer(memory),
      "overhead": .integer(overhead), "waiting": .integer(waiting),
      "multiplications": .integer(multiplications), "bytes": .integer(bytes),
    ]
  }
}
