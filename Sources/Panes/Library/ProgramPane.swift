public import Canvas
public import Debugger

/// The instructions of the stream, around the one that the next step runs.
public struct ProgramPane: Pane {

  public static let title = "PROGRAM"
  public static let summary = "the instruction stream: B breakpoint, ! hazard, ▶ next"

  private var cursor = ListCursor()

  public init() {}

  public func heading(_ session: any Inspection) -> String {
    session.headline.instructionCount > 0 ? "all units" : "no stream"
  }

  public let hints = [
    ListCursor.hint, KeyHint("b", "break"), KeyHint("t", "run to cursor"),
    KeyHint("e", "edit"), KeyHint("Enter", "explain"),
  ]

  public mutating func follow() { cursor.follow() }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    let count = session.headline.instructionCount
    guard count > 0 else { return nil }
    let line = cursor.line(of: count, following: session.nextInstruction)
    switch key {
    case .character("b"):
      let stop = session.stops.first { $0.instruction == line }
      return .perform(stop.map { "delete \($0.number)" } ?? "break #\(line)")
    case .character("t"): return .perform("until #\(line)")
    case .character("e"): return .compose("patch #\(line) ")
    case .enter: return .perform("explain #\(line)")
    default:
      let isMine = cursor.handle(
        key, count: count, following: session.nextInstruction, rows: size.rows)
      return isMine ? .redraw : nil
    }
  }

  public mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool {
    let count = session.headline.instructionCount
    let order = cursor.searchOrder(of: count, following: session.nextInstruction, forward: forward)
    let found = order.first { number in
      session.instructions(number ..< number + 1).contains { $0.searchText.contains(text) }
    }
    if let found { cursor.choose(found) }
    return found != nil
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    let count = session.headline.instructionCount
    let next = session.nextInstruction
    let top = cursor.top(of: count, following: next, rows: surface.rows)
    let columns = Columns(width: surface.columns, last: top + surface.rows, session)
    for (row, view) in session.instructions(top ..< top + surface.rows).enumerated() {
      surface.write(columns.line(view, isNext: view.number == next), column: 0, row: row)
      if view.number == cursor.chosen {
        surface.mark(
          Rect(column: 0, row: row, columns: surface.columns, rows: 1), .selected, onlyPlain: true)
      }
    }
    if count == 0 { surface.write("no instruction stream yet", .dim, column: 1, row: 0) }
  }

}

extension InstructionView {
  fileprivate var searchText: String { "#\(number) \(unit) \(operation) \(operands) \(origin)" }
}

/// How the parts of an instruction share a line.
private struct Columns {

  let width: Int
  let number: Int
  /// The letters of the units that push into a queue and pop from it.
  let ends: [String: (from: String, to: String)]
  let showsOrigin: Bool

  init(width: Int, last: Int, _ session: any Inspection) {
    self.width = width
    number = max(4, String(last).count)
    let letters = Dictionary(session.units.map { ($0.name, $0.letter.lowercased()) }) { $1 }
    ends = session.tokenQueues.reduce(into: [:]) { ends, queue in
      ends[queue.name] = (
        letters[queue.producer] ?? queue.producer, letters[queue.consumer] ?? queue.consumer
      )
    }
    showsOrigin = width >= 70
  }

  func line(_ view: InstructionView, isNext: Bool) -> StyledText {
    var line = StyledText()
    let mark = view.hasHazard ? "!" : view.hasBreakpoint ? "B" : " "
    line.append(mark, view.hasHazard ? .hazard : .breakpoint)
    line.append(isNext ? "▶" : " ", .current)
    let role: Role = isNext ? .current : view.isDone ? .dim : .plain
    line += StyledText("\(view.number)", role).padded(to: number, .trailing)
    line.append(" \(view.letter.uppercased()) ", role)
    line += StyledText(view.operation, role).padded(to: max(9, view.operation.cellWidth + 1))
    line += StyledText(view.operands, role)
    let tail = tail(view)
    return line.padded(to: max(0, width - tail.cellWidth)) + tail
  }

  /// Tokens taken and given, then what it costs and belongs to where there is room.
  private func tail(_ view: InstructionView) -> StyledText {
    let pops = view.pops.map { "◂" + (ends[$0]?.from ?? $0) }
    let pushes = view.pushes.map { "▸" + (ends[$0]?.to ?? $0) }
    guard showsOrigin else {
      let tokens = (pops + pushes).joined()
      return StyledText(tokens.isEmpty ? "" : " " + tokens, .name)
    }
    let cycles = view.cycles.map { "\($0)" } ?? ""
    return StyledText(" ") + StyledText(pops.joined(), .name).padded(to: 5)
      + StyledText(pushes.joined(), .name).padded(to: 5)
      + StyledText(cycles, .number).padded(to: 5, .trailing)
      + StyledText("  ") + StyledText(view.origin, .dim).padded(to: 16)
  }

}
