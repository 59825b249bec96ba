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

  /// What is shown before the line.
  private static let prompt = "(sluice) "
  private static let transcriptLimit = 5000

  public init() {}

  public init(history: [String]) { line = LineBuffer(history: history) }

  public func heading(_ session: any Inspection) -> String {
    isTyping ? "Ctrl-R history  Tab complete  Esc back" : ""
  }

  public let hints = [KeyHint("PgUp PgDn", "scroll"), KeyHint(":", "type")]

  /// Opens the command line, which begins as `text`.
  mutating func open(_ text: String = "") {
    isTyping = true
    line.replace(with: text)
    scrolled = 0
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
  }

  mutating func append(_ lines: [StyledText]) {
    transcript += lines
    transcript.removeFirst(max(0, transcript.count - Self.transcriptLimit))
    scrolled = 0
  }

  mutating func clear() {
    transcript = []
    scrolled = 0
  }

  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    let page = max(1, size.rows - 2)
    switch key {
    case .pageUp: scrolled += page
    case .pageDown: scrolled -= page
    case .up, .character("k"): scrolled += 1
    case .down, .character("j"): scrolled -= 1
    case .home, .character("g"): scrolled = transcript.count
    case .end, .character("G"): scrolled = 0
    case .mouse(let mouse) where mouse.action == .wheelUp: scrolled += 3
    case .mouse(let mouse) where mouse.action == .wheelDown: scrolled -= 3
    default: return nil
    }
    scrolled = min(max(0, scrolled), max(0, transcript.count + 1 - size.rows))
    return .redraw
  }

  public mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool {
    let found = transcript.lastIndex { $0.text.contains(text) }
    if let found { scrolled = transcript.count - found - 1 }
    return found != nil
  }

  public func draw(_ session: any Inspection, on surface: inout Surface) {
    for (row, text) in shown(rows: surface.rows).enumerated() {
      surface.write(text, column: 0, row: row)
    }
  }

  private func shown(rows: Int) -> [StyledText] {
    let end = max(0, transcript.count + 1 - scrolled)
    let start = max(0, end - rows)
    return (start ..< max(start, end)).map {
      $0 < transcript.count ? transcript[$0] : promptLine
    }
  }

  private var promptLine: StyledText {
    let label = line.searched.map { "(history `\($0)`) " } ?? Self.prompt
    return StyledText(label, .prompt) + StyledText(line.text)
  }

  /// Where in a surface of this size the cursor stands; nil while nothing is typed.
  func cursorPlace(rows: Int, columns: Int) -> (column: Int, row: Int)? {
    guard isTyping, rows > 0, columns > 0 else { return nil }
    let row = min(transcript.count, rows - 1)
    let label = promptLine.cellWidth - line.text.cellWidth
    return (min(columns - 1, label + line.head.cellWidth), row)
  }

}
