public import Canvas
public import Debugger

/// What every unit did over time.
public struct TimelinePane: Pane {

  public static let title = "TIMELINE"
  public static let summary = "what every unit did over time, up to the cycle that is shown"

  /// - Units: cycles
  private var cyclesPerCell = 4
  private var offset = 0

  public init() {}

  public func heading(_ session: any Inspection) -> String {
    let order = session.headline.position == nil ? "" : "instructions in order, █ done ░ to come"
    return session.headline.cycle.map { "cycle \($0), \(cyclesPerCell) per cell" } ?? order
  }

  public let hints = [KeyHint("h l", "pan"), KeyHint("( )", "zoom")]

  public mutating func follow() { offset = 0 }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    switch key {
    case .left, .character("h"): offset -= 10 * cyclesPerCell
    case .right, .character("l"):
      let most = session.headline.cycle == nil ? Int.max / 2 : 0
      offset = min(most, offset + 10 * cyclesPerCell)
    case .character("("): cyclesPerCell = min(1 << 20, cyclesPerCell * 2)
    case .character(")"): cyclesPerCell = max(1, cyclesPerCell / 2)
    default: return nil
    }
    return .redraw
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    let label = 9
    let width = surface.columns - label
    guard width > 0 else { return }
    guard let now = session.headline.cycle else {
      drawOrder(session, label: label, width: width, on: &surface)
      return
    }
    let end = max(0, now + offset)
    let start = max(0, end - width * cyclesPerCell)
    for cell in stride(from: 0, to: width, by: 12) {
      surface.write("\(start + cell * cyclesPerCell)", .dim, column: label + cell, row: 0)
    }
    let activities = session.activity(in: start ..< max(start + 1, end))
    for (row, unit) in session.units.enumerated() {
      surface.write(unit.name.uppercased(), column: 0, row: row + 1)
      for activity in activities where activity.unit == unit.name {
        draw(activity, from: start, row: row + 1, label: label, on: &surface)
      }
    }
  }

  /// Without a clock: one cell for each instruction, in the order of the program.
  private func drawOrder(
    _ session: any Inspection, label: Int, width: Int, on surface: inout Surface
  ) {
    let units = session.units
    guard !units.isEmpty else {
      surface.write(session.advice)
      return
    }
    let headline = session.headline
    let place = session.nextInstruction ?? headline.position ?? 0
    let last = max(0, headline.instructionCount - width)
    let start = min(max(0, place - width / 2 + offset / cyclesPerCell), last)
    for cell in stride(from: 0, to: width, by: 12) where start + cell < headline.instructionCount {
      surface.write("#\(start + cell)", .dim, column: label + cell, row: 0)
    }
    for (row, unit) in units.enumerated() {
      surface.write(unit.name.uppercased(), column: 0, row: row + 1)
    }
    for view in session.instructions(start ..< start + width) {
      guard let row = units.firstIndex(where: { $0.name == view.unit }) else { continue }
      let isNext = view.number == session.nextInstruction
      surface.put(
        isNext ? "▶" : view.isDone ? "█" : "░", isNext ? .current : view.isDone ? .running : .idle,
        column: label + view.number - start, row: row + 1)
    }
  }

  private func draw(
    _ activity: ActivityView, from start: Int, row: Int, label: Int, on surface: inout Surface
  ) {
    let first = max(0, (activity.cycles.lowerBound - start) / cyclesPerCell)
    let last = min(surface.columns - label, (activity.cycles.upperBound - start) / cyclesPerCell)
    guard first < last else { return }
    let (mark, role): (Character, Role) =
      switch activity.kind {
      case .busy: ("█", .running)
      case .waiting: ("░", .waiting)
      case .idle: ("·", .idle)
      }
    surface.fill(Rect(column: label + first, row: row, columns: last - first, rows: 1), mark, role)
    if last - first > activity.label.cellWidth + 1 {
      surface.write(activity.label, role, column: label + first + 1, row: row)
    }
  }

}
