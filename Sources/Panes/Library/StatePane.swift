public import Canvas
public import Debugger

/// Units, tokens, copies and stops in a few lines, for small screens.
public struct StatePane: Pane {

  public static let title = "STATE"
  public static let summary = "units, tokens, copies and stops at a glance"

  public init() {}

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    var row = 0
    for unit in session.units {
      let instruction = unit.instruction.map { "#\($0)" } ?? ""
      let line =
        StyledText(unit.name.uppercased()).padded(to: 8)
        + StyledText(instruction, .number).padded(to: 7)
        + StyledText(unit.state.rawValue, unit.role).padded(to: 5) + StyledText(unit.detail)
      surface.write(line, column: 0, row: row)
      row += 1
    }
    if session.units.isEmpty {
      let advice = session.advice
      surface.write(advice)
      row = advice.count
    }
    for pair in session.tokenQueues.pairs {
      surface.write("TOK", column: 0, row: row)
      for (index, queue) in pair.enumerated() {
        let text =
          StyledText("\(queue.name) ", .name) + StyledText("\(queue.count)", .number)
          + StyledText("[\(queue.marks(most: 4))]", queue.count > 0 ? .changed : .dim)
        surface.write(text, column: 4 + 15 * index, row: row)
      }
      row += 1
    }
    for transfer in session.transfers {
      surface.write(StyledText("DMA ") + transfer.line(barWidth: 0), column: 0, row: row)
      row += 1
    }
    let registers = session.registerLines(width: surface.columns)
    let isCut = row + registers.count > surface.rows
    for line in registers.prefix(max(0, surface.rows - row)) {
      surface.write(line, column: 0, row: row)
      row += 1
    }
    if isCut { surface.write("…", column: surface.columns - 1, row: surface.rows - 1) }
    for stop in session.stops.suffix(max(0, surface.rows - row)) {
      let hits = stop.hits > 0 ? " hit \(stop.hits)" : ""
      surface.write(
        StyledText("BRK \(stop.number) ", .breakpoint) + StyledText(stop.summary + hits),
        column: 0, row: row)
      row += 1
    }
  }

}

extension Array {
  /// The elements two by two.
  fileprivate var pairs: [[Element]] {
    stride(from: 0, to: count, by: 2).map { Array(self[$0 ..< Swift.min($0 + 2, count)]) }
  }
}
