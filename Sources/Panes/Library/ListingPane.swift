public import Canvas
public import Debugger

/// The program at the level that is shown: a graph, tile code.
public struct ListingPane: Pane {

  public static let title = "IR"
  public static let summary = "the program after the last pass, or at the level that `up` chose"

  private var cursor = ListCursor()

  public init() {}

  public func heading(_ session: any Inspection) -> String { session.program.title }

  public let hints = [ListCursor.hint, KeyHint("u d", "level"), KeyHint("D", "diff")]

  public mutating func follow() { cursor.follow() }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    let program = session.program
    let isMine = cursor.handle(
      key, count: program.lines.count, following: program.current, rows: size.rows)
    return isMine ? .redraw : nil
  }

  public mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool {
    let program = session.program
    let order = cursor.searchOrder(
      of: program.lines.count, following: program.current, forward: forward)
    let found = order.first { program.lines[$0].contains(text) }
    if let found { cursor.choose(found) }
    return found != nil
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    let program = session.program
    let count = program.lines.count
    let top = cursor.top(of: count, following: program.current, rows: surface.rows)
    let numberWidth = max(3, String(count).count)
    for (row, text) in program.lines.dropFirst(top).prefix(surface.rows).enumerated() {
      let number = top + row
      let isCurrent = number == program.current
      surface.write(isCurrent ? "▶" : " ", .current, column: 0, row: row)
      let label = StyledText("\(number + 1)", .dim).padded(to: numberWidth, .trailing)
      surface.write(label + "  " + StyledText(text), column: 1, row: row)
      let line = Rect(column: 0, row: row, columns: surface.columns, rows: 1)
      if isCurrent { surface.mark(line, .current, onlyPlain: true) }
      if number == cursor.chosen { surface.mark(line, .selected, onlyPlain: true) }
    }
    if count == 0 { surface.write("no program yet: `load FILE`", .dim, column: 1, row: 0) }
  }

}
