public import Canvas
public import Debugger

/// The units of the machine, and the token queues between them.
public struct UnitPane: Pane {

  public static let title = "UNITS & TOKENS"
  public static let summary = "what each unit runs or waits for, tokens in queues, and registers"

  private var selected = 0

  public init() {}

  public let hints = [ListCursor.hint, KeyHint("Enter", "why")]

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    let units = session.units
    guard !units.isEmpty else { return nil }
    let current = min(selected, units.count - 1)
    switch key {
    case .up, .character("k"): selected = max(0, current - 1)
    case .down, .character("j"): selected = min(current + 1, units.count - 1)
    case .enter: return .perform("why \(units[current].name)")
    case .mouse(let mouse) where mouse.action == .press: selected = min(mouse.row, units.count - 1)
    default: return nil
    }
    return .redraw
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    var row = 0
    for unit in session.units {
      surface.write(unit.line.truncated(to: surface.columns), column: 0, row: row)
      if row == selected {
        surface.mark(
          Rect(column: 0, row: row, columns: 8, rows: 1), .selected, onlyPlain: true)
      }
      row += 1
    }
    if session.units.isEmpty { surface.write(session.advice) }
    let queues = session.tokenQueues
    if row + queues.count < surface.rows { row += 1 }
    for queue in queues {
      surface.write(queue.line.truncated(to: surface.columns), column: 0, row: row)
      row += 1
    }
    let registers = session.registerLines(width: surface.columns)
    if row > 0, row + registers.count < surface.rows { row += 1 }
    for line in registers {
      surface.write(line, column: 0, row: row)
      row += 1
    }
  }

}

extension UnitView {

  /// The role that belongs to the state.
  var role: Role {
    switch state {
    case .running: .running
    case .waiting: .waiting
    case .idle, .done: .idle
    }
  }

  /// `LOAD     #119  WAIT  token g2l`
  fileprivate var line: StyledText {
    let queue = queueCapacity > 0 ? "  queue \(queued)/\(queueCapacity)" : ""
    return StyledText(name.uppercased()).padded(to: 8)
      + StyledText(instruction.map { " #\($0)" } ?? "", .number).padded(to: 8)
      + StyledText(state.rawValue, role).padded(to: 5) + StyledText(" \(detail)")
      + StyledText(queue, .dim)
  }

}

extension TokenQueueView {

  /// One mark for each place, no more than `most` of them.
  func marks(most: Int = 8) -> String {
    let places = min(capacity ?? max(4, count), most)
    let filled = min(count, places)
    return String(repeating: "●", count: filled) + String(repeating: "○", count: places - filled)
  }

  /// `l2g  load▸compute  ●○○○  1/4  from #115, next pop #117`: who gave what is there, or who gives
  /// next, and who takes it.
  fileprivate var line: StyledText {
    let events: [(String, Int?)] =
      count > 0
      ? [("from", lastPush), ("next pop", nextPop)]
      : [("next push", nextPush), ("pop", nextPop)]
    let known = events.compactMap { what, number in number.map { "\(what) #\($0)" } }
    return StyledText(name, .name).padded(to: 5)
      + StyledText("\(producer)▸\(consumer)").padded(to: 14)
      + StyledText(" " + marks(most: 4), count > 0 ? .changed : .dim).padded(to: 6)
      + StyledText(capacity.map { "\(count)/\($0)" } ?? "\(count)", .number).padded(to: 4)
      + StyledText(" " + known.joined(separator: ", "), .dim)
  }

}
