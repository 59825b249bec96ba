import Canvas
import Simulation
import Support

/// What every unit did over time, drawn with one mark for some cycles.
struct TimelineChart {

  let trace: ExecutionTrace

  /// The cycles that are drawn.
  let cycles: Range<Int>

  /// - Units: cells for the cycles.
  let width: Int

  /// - Units: cycles.
  var cyclesPerCell: Int { max(1, (cycles.count + width - 1) / max(1, width)) }

  /// The marks, what they mean, and how they look.
  private static let marks: [(mark: Character, meaning: String, role: Role)] = [
    ("█", "computes", .running), ("▒", "moves data", .changed), ("~", "waits for DRAM", .waiting),
    (":", "waits for the port", .waiting), ("○", "waits for a token", .waiting),
    ("●", "waits for room", .waiting), ("f", "waits for an instruction", .waiting),
    ("-", "overhead", .plain), ("·", "idle", .idle),
  ]

  private static func markIndex(_ use: CycleUse) -> Int {
    switch use {
    case .computing, .dispatching: 0
    case .moving: 1
    case .latency: 2
    case .port: 3
    case .token: 4
    case .room, .queueFull: 5
    case .instruction: 6
    case .overhead: 7
    case .idle: 8
    }
  }

  /// A ruler, a line for each unit, and what the marks mean.
  var lines: [StyledText] {
    let label = (trace.units.map(\.count).max() ?? 0) + 2
    let cells = (cycles.count + cyclesPerCell - 1) / cyclesPerCell
    var ruler = ""
    for cell in stride(from: 0, to: cells, by: 12) {
      let text = String(cycles.lowerBound + cell * cyclesPerCell)
      ruler += text + String(repeating: " ", count: max(0, min(12, cells - cell) - text.count))
    }
    var lines = [StyledText(String(repeating: " ", count: label) + ruler, .dim)]
    var used: Set<Int> = []
    for (unit, name) in trace.units.enumerated() {
      var line = StyledText(name, .name).padded(to: label)
      for index in dominantMarks(of: unit, cells) {
        used.insert(index)
        let (mark, _, role) = TimelineChart.marks[index]
        line.append(String(mark), role)
      }
      lines.append(line)
    }
    let legend = used.sorted().map {
      "\(TimelineChart.marks[$0].mark) \(TimelineChart.marks[$0].meaning)"
    }
    lines.append(
      StyledText(
        "\(cyclesPerCell) \(cyclesPerCell == 1 ? "cycle" : "cycles") a mark: "
          + legend.joined(separator: ", "), .dim))
    return lines
  }

  /// For each cell the mark of what the unit did most of the time.
  private func dominantMarks(of unit: Int, _ cells: Int) -> [Int] {
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: TimelineChart.marks.count), count: cells)
    for span in trace.spans[unit] where span.end > cycles.lowerBound {
      if span.begin >= cycles.upperBound { break }
      var at = max(span.begin, cycles.lowerBound)
      let end = min(span.end, cycles.upperBound)
      let mark = TimelineChart.markIndex(span.use)
      while at < end {
        let cell = (at - cycles.lowerBound) / cyclesPerCell
        let next = min(end, cycles.lowerBound + (cell + 1) * cyclesPerCell)
        counts[cell][mark] += next - at
        at = next
      }
    }
    return counts.map { own in own.indices.max { own[$0] < own[$1] } ?? 8 }
  }

}
