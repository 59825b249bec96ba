public import Canvas
public import Debugger

/// The program at one of the levels that it has been brought to: a graph, tile code, instructions.
public struct ListingPane: Pane {

  public static let title = "IR"
  public static let summary = "the program at the level that u and d choose, ▶ what runs"

  private var cursor = ListCursor()

  /// How many levels above the one that is shown without being asked for.
  private var levelsUp = 0

  public init() {}

  public func heading(_ session: any Inspection) -> String {
    let levels = session.levels
    guard let level = level(of: levels) else { return "" }
    let names = levels.map { $0.name == level.name ? "[\($0.name)]" : $0.name }
    let pass = level.pass.isEmpty ? "as imported" : "after \(level.pass)"
    return levels.count > 1 ? "\(pass) ─ \(names.joined(separator: " "))" : pass
  }

  public let hints = [ListCursor.hint, KeyHint("u d", "level"), KeyHint("D", "diff")]

  public mutating func follow() { cursor.follow() }

  /// The level that is shown. Instructions have a pane of their own, so that it is the level above
  /// them where nothing else was asked for.
  private func level(of levels: [LevelView]) -> LevelView? {
    levels.isEmpty ? nil : levels[index(of: levels)]
  }

  private func index(of levels: [LevelView]) -> Int {
    let first = levels.count > 2 ? levels.count - 2 : levels.count - 1
    return min(max(0, first - levelsUp), levels.count - 1)
  }

  private func program(_ session: any Inspection) -> ProgramView {
    level(of: session.levels).map { session.program(at: $0.name) } ?? ProgramView()
  }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    if key == .character("u") || key == .character("d") {
      let levels = session.levels
      let step = key == .character("u") ? -1 : 1
      guard levels.indices.contains(index(of: levels) + step) else { return .redraw }
      levelsUp -= step
      cursor.follow()
      return .redraw
    }
    guard ListCursor.takes(key) else { return nil }
    let program = program(session)
    let isMine = cursor.handle(
      key, count: program.lines.count, following: program.current, rows: size.rows)
    return isMine ? .redraw : nil
  }

  public mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool {
    let program = program(session)
    let order = cursor.searchOrder(
      of: program.lines.count, following: program.current, forward: forward)
    let found = order.first { program.lines[$0].contains(text) }
    if let found { cursor.choose(found) }
    return found != nil
  }

  public func selection(_ session: any Inspection) -> String? {
    let program = program(session)
    let line = cursor.line(of: program.lines.count, following: program.current)
    return program.lines.indices.contains(line) ? program.lines[line] : nil
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    let program = program(session)
    let count = program.lines.count
    let top = cursor.top(of: count, following: program.current, rows: surface.rows)
    let numberWidth = max(3, String(count).count)
    for (row, text) in program.lines.dropFirst(top).prefix(surface.rows).enumerated() {
      let number = top + row
      let isCurrent = number == program.current
      surface.write(isCurrent ? "▶" : " ", .current, column: 0, row: row)
      let label = StyledText("\(number + 1)", .dim).padded(to: numberWidth, .trailing)
      let line = label + "  " + StyledText(text)
      surface.write(line.truncated(to: surface.columns - 1), column: 1, row: row)
      let place = Rect(column: 0, row: row, columns: surface.columns, rows: 1)
      if isCurrent { surface.mark(place, .current, onlyPlain: true) }
      if number == cursor.chosen { surface.mark(place, .selected, onlyPlain: true) }
    }
    guard count == 0 else { return }
    let isStream = session.headline.instructionCount > 0
    surface.write(
      isStream
        ? ["the instructions were loaded as they are:", "there is no program above them"]
        : session.advice)
  }

}
