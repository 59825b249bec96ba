public import Canvas
public import Debugger

/// What commands printed, and the line where the next one is typed.
public struct CommandPane: Pane {

  public static let title = "COMMAND"
  public static let summary = "what commands printed, and the command line"

  /// The line that is being typed.
  public private(set) var line = LineBuffer()

  /// Whether keys go to the command line.
  public private(set) var isTyping = false

  private var transcript: [StyledText] = []
  private var scrolled = 0

  /// How many lines the last command and what it printed have; 0 once the user looks elsewhere.
  /// What does not fit is shown from there on, as it says first what matters most.
  private var newest = 0

  /// What is shown before the line.
  private static let prompt = "(sluice) "
  private static let transcriptLimit = 5000

  public init() {}

  public init(history: [String]) { line = LineBuffer(history: history) }

  public func heading(_ session: any Inspection) -> String {
    isTyping ? "Ctrl-R history  Tab complete  Esc back" : ""
  }

  public let hints = [KeyHint("PgUp PgDn", "scroll"), KeyHint("Enter", "type")]

  /// Opens the command line, which begins as `text`.
  mutating func open(_ text: String = "") {
    isTyping = true
    line.replace(with: text)
    scrolled = 0
    newest = 0
  }

  /// Takes a key while the line is typed.
  mutating func type(_ key: KeyPress) -> Request? {
    switch line.handle(key) {
    case .submitted(let text):
      isTyping = false
      return text.isEmpty ? .redraw : .perform(text)
    case .cancelled:
      isTyping = false
      line.replace(with: "")
      return .redraw
    case .wantsCompletion: return .complete(line: line.text, cursor: line.cursor)
    case .edited, nil: return .redraw
    }
  }

  /// Puts what came of a completion into the line, or below it.
  mutating func take(_ completion: Completion) {
    let word = String(line.head.suffix(completion.replacedCount))
    switch completion.outcome(for: word) {
    case .nothing: break
    case .replace(let text): line.replaceBeforeCursor(word.count, with: text)
    case .list(let words): append([StyledText(words.joined(separator: "  "), .dim)])
    }
  }

  /// Shows that `command` ran and what it printed.
  mutating func record(_ command: String, _ output: [StyledText]) {
    append([StyledText(Self.prompt, .prompt) + StyledText(command)] + output)
    newest = output.count + 1
  }

  mutating func append(_ lines: [StyledText]) {
    transcript += lines
    transcript.removeFirst(max(0, transcript.count - Self.transcriptLimit))
    scrolled = 0
    newest = 0
  }

  public func selection(_ session: any Inspection) -> String? { transcript.last?.text }

  mutating func clear() {
    transcript = []
    scrolled = 0
    newest = 0
  }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    let page = max(1, size.rows - 2)
    let before = scrolled
    if newest > 0 { scrolled = max(0, newestLines(columns: size.columns).count + 1 - size.rows) }
    if key == .enter { return .compose("") }
    switch key {
    case .pageUp: scrolled += page
    case .pageDown: scrolled -= page
    case .up, .character("k"): scrolled += 1
    case .down, .character("j"): scrolled -= 1
    case .home, .character("g"): scrolled = Int.max / 2
    case .end, .character("G"): scrolled = 0
    case .mouse(let mouse) where mouse.action == .wheelUp: scrolled += 3
    case .mouse(let mouse) where mouse.action == .wheelDown: scrolled -= 3
    default:
      scrolled = before
      return nil
    }
    newest = 0
    let count = transcript.reduce(1) { $0 + $1.wrapped(to: size.columns).count }
    scrolled = min(max(0, scrolled), max(0, count - size.rows))
    return .redraw
  }

  public mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool {
    let found = transcript.lastIndex { $0.text.contains(text) }
    if let found { scrolled = transcript.count - found - 1 }
    return found != nil
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    // Where there is a program to be seen, nothing else would say how to go on.
    if transcript.isEmpty, !isTyping, !session.levels.isEmpty, !session.advice.isEmpty {
      for (row, text) in session.advice.dropFirst().enumerated() {
        surface.write(text.truncated(to: surface.columns), column: 0, row: row + 1)
      }
    }
    for (row, text) in shown(rows: surface.rows, columns: surface.columns).enumerated() {
      surface.write(text, column: 0, row: row)
    }
  }

  /// What is in sight: as many lines as there are, the newest last.
  private func shown(rows: Int, columns: Int) -> [StyledText] {
    let newest = newestLines(columns: columns)
    if newest.count == rows { return newest }
    if newest.count > rows, rows > 1 {
      let more = newest.count - rows + 1
      let hint = StyledText("… \(more) more: PgDn in \(Self.title)", .dim)
      return newest.prefix(rows - 1) + [hint]
    }
    var newestFirst = [promptLine(columns: columns).text]
    for text in transcript.reversed() {
      if newestFirst.count >= rows + scrolled { break }
      newestFirst += text.wrapped(to: columns).reversed()
    }
    return newestFirst.dropFirst(scrolled).prefix(rows).reversed()
  }

  private func newestLines(columns: Int) -> [StyledText] {
    transcript.suffix(newest).flatMap { $0.wrapped(to: columns) }
  }

  /// The line that is typed, or the end of it that has the cursor, and the column of the cursor.
  private func promptLine(columns: Int) -> (text: StyledText, cursor: Int) {
    let label = StyledText(line.searched.map { "(history `\($0)`) " } ?? Self.prompt, .prompt)
    let room = max(1, columns - label.cellWidth - 1)
    let head = end(of: line.head, in: room)
    let shown = head + line.text.dropFirst(line.cursor)
    return (label + StyledText(shown), label.cellWidth + head.cellWidth)
  }

  /// As much of the end of `text` as so many cells have room for.
  /// - Cost: that of what is shown, however long the text is.
  private func end(of text: String, in room: Int) -> Substring {
    var start = text.endIndex
    var left = room
    while start > text.startIndex {
      let before = text.index(before: start)
      left -= text[before].cellWidth
      if left < 0 { break }
      start = before
    }
    return text[start...]
  }

  /// Where in a surface of this size the cursor stands; nil while nothing is typed.
  func cursorPlace(rows: Int, columns: Int) -> (column: Int, row: Int)? {
    guard isTyping, rows > 0, columns > 0 else { return nil }
    let row = shown(rows: rows, columns: columns).count - 1
    return (min(columns - 1, promptLine(columns: columns).cursor), row)
  }

}
