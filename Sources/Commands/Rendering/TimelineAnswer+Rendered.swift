import Canvas
import Debugger
import Simulation
import Support

extension TimelineAnswer: Rendered {

  static let schema: Schema = [
    "part": .text, "clock": .text, "begin": .integer, "end": .integer,
    "cyclesPerMark": .integer,
    "units": .list(["name": .text, "marks": .list(.words(Use.self))]),
    "instructions": .list([
      "insn": .integer, "unit": .text, "begin": .integer, "end": .integer,
    ]),
  ]

  /// A title, a ruler, a line for each unit, and what the marks mean.
  var lines: [StyledText] {
    let label = (units.map(\.name.count).max() ?? 0) + 2
    let cells = (cycles.count + cyclesPerMark - 1) / cyclesPerMark
    var ruler = ""
    for cell in stride(from: 0, to: cells, by: 12) {
      let text = String(cycles.lowerBound + cell * cyclesPerMark)
      ruler += text + String(repeating: " ", count: max(0, min(12, cells - cell) - text.count))
    }
    var lines: [StyledText] = [
      "\(part, .name), cycles \(cycles.lowerBound, .number) to \(cycles.upperBound, .number) by \(clock)",
      StyledText(String(repeating: " ", count: label) + ruler, .dim),
    ]
    for unit in units {
      var line = StyledText(unit.name, .name).padded(to: label)
      for use in unit.uses { line.append(use.mark, use.role) }
      lines.append(line)
    }
    let used = Set(units.flatMap(\.uses))
    let legend = Use.allCases.filter { used.contains($0) }.map { "\($0.mark) \($0.meaning)" }
    lines.append(
      StyledText(
        "\(cyclesPerMark) \(cyclesPerMark == 1 ? "cycle" : "cycles") a mark: "
          + legend.joined(separator: ", "), .dim))
    return lines
  }

  var json: JSON {
    [
      "part": .text(part), "clock": .text(clock), "begin": .integer(cycles.lowerBound),
      "end": .integer(cycles.upperBound), "cyclesPerMark": .integer(cyclesPerMark),
      "units": .list(
        units.map { ["name": .text($0.name), "marks": JSON($0.uses.map(\.rawValue))] }),
      "instructions": .list(
        instructions.map {
          [
            "insn": JSON($0.number), "unit": .text($0.unit), "begin": .integer($0.begin),
            "end": .integer($0.end),
          ]
        }),
    ]
  }

}

extension TimelineAnswer.Use {

  fileprivate var mark: String {
    switch self {
    case .computing: "█"
    case .moving: "▒"
    case .memory: "~"
    case .port: ":"
    case .token: "○"
    case .room: "●"
    case .instruction: "f"
    case .overhead: "-"
    case .idle: "·"
    }
  }

  fileprivate var meaning: String {
    switch self {
    case .computing: "computes"
    case .moving: "moves data"
    case .memory: "waits for DRAM"
    case .port: "waits for the port"
    case .token: "waits for a token"
    case .room: "waits for room"
    case .instruction: "waits for an instruction"
    case .overhead: "overhead"
    case .idle: "idle"
    }
  }

  fileprivate var role: Role {
    switch self {
    case .computing: .running
    case .moving: .changed
    case .memory, .port, .token, .room, .instruction: .waiting
    case .overhead: .plain
    case .idle: .idle
    }
  }

}
