public import Canvas
public import Debugger

/// The elements of one memory.
public struct MemoryPane: Pane {

  public static let title = "MEMORY"
  public static let summary = "the elements of one memory, with what the last step changed"

  /// The memory that the user chose; nil while it is the one that changed last.
  private var chosenName: String?
  private var cursor = ListCursor()
  private var lane = 0
  private var format = LaneFormat.decimal
  private var showsPrevious = false

  public init() {}

  public func heading(_ session: any Inspection) -> String {
    chosen(session).map { view in
      let last = view.lastWrite.map { ", #\($0) wrote last" } ?? ""
      let follows = chosenName == nil && cursor.chosen == nil
      return "\(view.name) \(view.type) 1×\(view.lanes)\(last)\(follows ? "" : ", Esc follows")"
    } ?? ""
  }

  public let hints = [
    ListCursor.hint, KeyHint("h l", "lane"), KeyHint(", .", "memory"), KeyHint("x", "format"),
    KeyHint("v", "was→now"), KeyHint("w", "watch"), KeyHint("Enter", "where from"),
  ]

  private func chosen(_ session: any Inspection) -> MemoryView? {
    let memories = session.memories
    if let own = memories.first(where: { $0.name == chosenName }) { return own }
    let newest = session.arrays.max { ($0.lastWrite ?? -1) < ($1.lastWrite ?? -1) }
    return newest?.lastWrite == nil ? memories.last : newest
  }

  private mutating func chooseMemory(_ step: Int, _ session: any Inspection) {
    let names = session.memories.map(\.name)
    let index = names.firstIndex { $0 == chosen(session)?.name } ?? 0
    chosenName = names[(index + step + names.count) % names.count]
    cursor.follow()
    lane = 0
  }

  public mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool {
    guard let view = chosen(session) else { return false }
    let place = cursor.line(of: view.elementCount, following: view.firstChanged)
    let rows = session.rows(of: view.name, 0 ..< view.elementCount, as: format)
    let order =
      (forward
        ? Array(place + 1 ..< rows.count) + Array(0 ... place)
        : Array(0 ..< place).reversed() + Array(place ..< rows.count).reversed())
    for index in order where rows.indices.contains(index) {
      guard let found = rows[index].lanes.firstIndex(of: text) else { continue }
      cursor.choose(index)
      lane = found
      return true
    }
    return false
  }

  public func selection(_ session: any Inspection) -> String? {
    guard let view = chosen(session) else { return nil }
    let index = cursor.line(of: view.elementCount, following: view.firstChanged)
    let row = session.rows(of: view.name, index ..< index + 1, as: format).first
    return row.map { "\(view.name)[\(index)] \($0.lanes.joined(separator: " "))" }
  }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    guard let view = chosen(session) else { return nil }
    let index = cursor.line(of: view.elementCount, following: view.firstChanged)
    switch key {
    case .left, .character("h"): lane = max(0, lane - 1)
    case .right, .character("l"): lane = min(lane + 1, max(0, view.lanes - 1))
    case .character("."): chooseMemory(1, session)
    case .character(","): chooseMemory(-1, session)
    case .escape:
      chosenName = nil
      cursor.follow()
    case .character("x"):
      format = format == .decimal ? .hexadecimal : .decimal
    case .character("v"): showsPrevious.toggle()
    case .character("w"): return .perform("watch \(view.name)[\(index)]")
    case .enter: return .perform("blame \(view.name)[\(index)][\(lane)]")
    default:
      let isMine = cursor.handle(
        key, count: view.elementCount, following: view.firstChanged, rows: size.rows - 1)
      return isMine ? .redraw : nil
    }
    return .redraw
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    guard let view = chosen(session) else {
      surface.write(session.advice)
      return
    }
    let rows = max(0, surface.rows - 1)
    let chosenRow = cursor.line(of: view.elementCount, following: view.firstChanged)
    let top = cursor.top(of: view.elementCount, following: view.firstChanged, rows: rows)
    let range = top ..< top + rows
    let elements = session.rows(of: view.name, range, as: format)
    let before = showsPrevious ? session.previousRows(of: view.name, range, as: format) : []
    let texts = elements.enumerated().map { row, element in
      lanes(of: element, was: before.indices.contains(row) ? before[row] : nil)
    }
    let indexWidth = max(4, String(top + rows).count) + 2
    let laneWidth = max(4, texts.joined().reduce(0) { max($0, $1.cellWidth) } + 1)
    let shown = max(1, (surface.columns - indexWidth) / laneWidth)
    let first = max(0, min(lane, view.lanes - 1) / shown * shown)
    let labels = (first ..< min(first + shown, max(first, view.lanes))).map { "\($0)" }
    surface.write(
      line("", labels.map { StyledText($0, .dim) }, indexWidth, laneWidth), column: 0, row: 0)
    for (row, element) in elements.enumerated() {
      let shownLanes = Array(texts[row].dropFirst(first).prefix(shown))
      let label = element.isChanged ? "\(element.index)*" : "\(element.index) "
      surface.write(line(label, shownLanes, indexWidth, laneWidth), column: 0, row: row + 1)
      if element.index == chosenRow {
        let column = indexWidth + (lane - first) * laneWidth
        surface.mark(
          Rect(column: column, row: row + 1, columns: laneWidth, rows: 1), .selected)
      }
    }
  }

  private func line(_ label: String, _ lanes: [StyledText], _ index: Int, _ width: Int)
    -> StyledText
  {
    lanes.reduce(StyledText(label, .dim).padded(to: index, .trailing)) {
      $0 + $1.padded(to: width, .trailing)
    }
  }

  /// What the lanes hold, after what they held where that was something else.
  private func lanes(of element: MemoryRowView, was before: MemoryRowView?) -> [StyledText] {
    element.lanes.enumerated().map { lane, text in
      let old = before.flatMap { $0.lanes.indices.contains(lane) ? $0.lanes[lane] : nil }
      if let old, old != text { return StyledText("\(old)→\(text)", .changed) }
      return StyledText(text, element.isChanged ? .changed : .plain)
    }
  }

}
