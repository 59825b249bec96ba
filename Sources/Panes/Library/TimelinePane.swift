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
    session.headline.cycle.map { "cycle \($0), \(cyclesPerCell) per cell" } ?? ""
  }

  public let hints = [KeyHint("h l", "pan"), KeyHint("( )", "zoom")]

  public mutating func follow() { offset = 0 }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    switch key {
    case .left, .character("h"): offset -= 10 * cyclesPerCell
    case .right, .character("l"): offset = min(0, offset + 10 * cyclesPerCell)
    case .character("("): cyclesPerCell = min(1 << 20, cyclesPerCell * 2)
    case .character(")"): cyclesPerCell = max(1, cyclesPerCell / 2)
    default: return nil
    }
    return .redraw
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    let label = 9
    let width = surface.columns - label
    guard let now = session.headline.cycle, width > 0 else {
      surface.write("no time yet: the functional machine has no clock", .dim, column: 1, row: 0)
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
