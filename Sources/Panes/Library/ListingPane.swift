public import Canvas
public import Debugger

/// The program at the level that is shown: a graph, tile code.
public struct ListingPane: Pane {

  public static let title = "IR"
  public static let summary = "the program after the last pass, or at the level that `up` chose"

  private var cursor = ListCursor()

  public init() {}

  public func heading(_ session: any Inspection) -> String { session.programTitle }

  public let hints = [ListCursor.hint, KeyHint("u d", "level"), KeyHint("D", "diff")]

  public mutating func follow() { cursor.follow() }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    let isMine = cursor.handle(
      key, count: session.programLineCount, following: session.currentProgramLine, rows: size.rows)
    return isMine ? .redraw : nil
  }

  public mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool {
    let order = cursor.searchOrder(
      of: session.programLineCount, following: session.currentProgramLine, forward: forward)
    let found = order.first { number in
      session.programLines(number ..< number + 1).contains { $0.text.contains(text) }
    }
    if let found { cursor.choose(found) }
    return found != nil
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    let count = session.programLineCount
    let current = session.currentProgramLine
    let top = cursor.top(of: count, following: current, rows: surface.rows)
    let numberWidth = max(3, String(count).count)
    for (row, text) in session.programLines(top ..< top + surface.rows).enumerated() {
      let number = top + row
      surface.write(number == current ? "▶" : " ", .current, column: 0, row: row)
      let label = StyledText("\(number + 1)", .dim).padded(to: numberWidth, .trailing)
      surface.write(label + "  " + text, column: 1, row: row)
      let line = Rect(column: 0, row: row, columns: surface.columns, rows: 1)
      if number == current { surface.mark(line, .current, onlyPlain: true) }
      if number == cursor.chosen { surface.mark(line, .selected, onlyPlain: true) }
    }
    if count == 0 { surface.write("no program yet: `load FILE`", .dim, column: 1, row: 0) }
  }

}
