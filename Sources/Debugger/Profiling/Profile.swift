public import Canvas
import Simulation
public import Support

/// What a program took, by the cycle clock.
public struct Profile: Sendable {

  /// The clock, as `rtl-2021{dram-latency=20}`.
  public var clock: String

  /// - Units: cycles, of all regions one after the other.
  public var cycles = 0

  /// - Units: hertz.
  var frequency = 0.0

  /// For each unit what it did with its cycles, by the names of uses.
  var units: [(name: String, uses: [(name: String, cycles: Int)])] = []

  /// What was asked for, the one that took most first.
  public var rows: [ProfileRow] = []

  /// For each memory what was copied between it and DRAM, and what the matrix unit read from it.
  var memories: [MemoryTraffic] = []

  var roofline: Roofline?

  /// Why it is not of the whole program.
  var remarks: [String] = []

  init(clock: String) { self.clock = clock }
}

/// What went between one memory and DRAM.
struct MemoryTraffic: Sendable, Hashable {
  var name: String
  var isWrite: Bool

  /// - Units: bytes, with those that bursts bring besides.
  var bytes = 0
  var bursts = 0

  /// What the matrix unit read; 0 for memories that it does not read.
  /// - Units: bytes.
  var used = 0

  /// How often a byte that came from DRAM was used.
  var reuse: Double? { used > 0 && bytes > 0 ? Double(used) / Double(bytes) : nil }
}

extension Profile {

  /// The head, and a table of units or of what was asked for.
  public func lines(by key: ProfileKey, limit: Int) -> [StyledText] {
    var lines = head
    if key == .unit {
      lines += unitTable.lines()
      if !memories.isEmpty { lines += [""] + memoryTable.lines() }
      if let roofline { lines += [""] + roofline.lines }
    } else {
      lines += rowTable(key, limit).lines()
      if limit > 0, rows.count > limit {
        lines.append(StyledText("… and \(rows.count - limit) more; `set lines \(rows.count)` shows all", .dim))
      }
    }
    return lines + remarks.map { StyledText($0, .dim) }
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

  private func rowTable(_ key: ProfileKey, _ limit: Int) -> Table {
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

  public func json(by key: ProfileKey) -> JSON {
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
      "rows": .list(rows.map(\.json)), "remarks": JSON(remarks),
    ]
  }

}
