import CEdit
import CTerminalShims
public import Canvas
import Glibc

/// Asks for lines with editing, history, search and completion.
///
/// It stays where it is in memory, as the C library keeps its address.
@safe
public final class LineEditor {

  /// What could stand at the cursor, given the line and how many characters are before the cursor.
  public typealias Completer = (_ line: String, _ cursor: Int) -> Completion

  public var completer: Completer?

  /// - Invariant: open until `deinit`.
  private let editor: OpaquePointer
  private let history: OpaquePointer
  private let file: HistoryFile
  private var lastLine: String?
  private var prompt: UnsafeMutablePointer<CChar>
  private var promptWidth = 0
  private var unfinished: String?

  /// An editor on the terminal that is standard input and output.
  public init?(history file: HistoryFile) {
    guard let editor = unsafe ct_editor_open("sluice"), let history = unsafe history_init(),
      let prompt = unsafe strdup("")
    else { return nil }
    unsafe (self.editor, self.history, self.prompt) = (editor, history, prompt)
    self.file = file
    unsafe ct_editor_set_client(editor, Unmanaged.passUnretained(self).toOpaque())
    unsafe ct_editor_set_prompt(editor, promptOf, 1)
    unsafe ct_history_set_size(history, 2000)
    unsafe ct_history_set_unique(history, 1)
    for line in file.lines { unsafe ct_history_enter(history, line) }
    unsafe ct_editor_set_history(editor, history)
    bindKeys()
    // The library would wait for whoever writes to a pipe.
    if let path = Environment.current.editorSettings { unsafe el_source(editor, path) }
  }

  deinit {
    unsafe el_end(editor)
    unsafe history_end(history)
    unsafe free(prompt)
  }

  private func bindKeys() {
    unsafe ct_editor_add_function(editor, "sluice-complete", "complete the word", completeAtCursor)
    unsafe ct_editor_add_function(editor, "sluice-screen", "the full screen", leaveForScreen)
    for (key, command) in keyBindings { unsafe ct_editor_bind(editor, key, command) }
  }

  /// Shows `prompt` and waits for a line, which begins as `text`.
  public func readLine(prompt: StyledText, theme: Theme, beginningWith text: String = "") -> Input {
    setPrompt(prompt, theme)
    sizeMayHaveChanged()
    unfinished = nil
    ct_signals_hold_stop(true)
    defer { ct_signals_hold_stop(false) }
    // The editor prints its prompt before it makes the terminal raw: keys that come in between
    // would be echoed twice.
    unsafe ct_editor_prepare(editor, 1)
    if !text.isEmpty { unsafe el_push(editor, text) }
    var count: Int32 = 0
    let bytes = unsafe el_gets(editor, &count)
    if let unfinished { return .screen(unfinished: unfinished) }
    guard let bytes = unsafe bytes, count > 0 else { return failedInput() }
    var line = unsafe String(cString: bytes)
    while line.last == "\n" { line.removeLast() }
    remember(line)
    return .line(line)
  }

  private func failedInput() -> Input {
    let signal = ct_editor_ended_by()
    let hadText = !lineBeforeCursor.line.isEmpty
    unsafe el_reset(editor)
    // On this path the editor leaves the terminal raw.
    unsafe ct_editor_prepare(editor, 0)
    switch signal {
    case SIGINT:
      // What the line had below the cursor is gone.
      unsafe ct_editor_write("^C\n\u{1b}[J")
      return .interrupted(hadText: hadText)
    case 0:
      unsafe ct_editor_write("\n")
      return .endOfInput
    default:
      unsafe ct_editor_write("\n")
      return .terminated
    }
  }

  /// Adds `line` to the history, once where it is entered twice in a row.
  public func remember(_ line: String) {
    guard line.contains(where: { !$0.isWhitespace }), line != lastLine else { return }
    lastLine = line
    unsafe ct_history_enter(history, line)
    file.append(line)
  }

  /// The terminal may have got another size while the editor was not looking.
  public func sizeMayHaveChanged() { unsafe ct_editor_take_size(editor) }

  private func setPrompt(_ text: StyledText, _ theme: Theme) {
    var result = ""
    for run in text.runs {
      let escape = theme.depth == .none ? "" : theme[run.role].escape
      // Between \1 and \1 the editor counts no columns.
      result +=
        escape.isEmpty
        ? run.text : "\u{1}\(escape)\u{1}\(run.text)\u{1}\(Style.resetEscape)\u{1}"
    }
    unsafe free(prompt)
    unsafe prompt = strdup(result)
    promptWidth = text.cellWidth
  }

  /// The line that is being edited and how many characters are before the cursor.
  private var lineBeforeCursor: (line: String, cursor: Int) {
    guard let info = unsafe el_line(editor)?.pointee, let start = unsafe info.buffer else {
      return ("", 0)
    }
    let whole = unsafe UnsafeBufferPointer(start: start, count: info.lastchar - start)
    let before = unsafe whole.prefix(info.cursor - start)
    let line = unsafe String(decoding: whole.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let head = unsafe String(decoding: before.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return (line, head.count)
  }

  fileprivate var promptText: UnsafeMutablePointer<CChar> { unsafe prompt }

  fileprivate func complete() -> Int32 {
    guard let completer else { return CC_REFRESH_BEEP }
    let (line, cursor) = lineBeforeCursor
    let completion = completer(line, cursor)
    let word = String(line.prefix(cursor).suffix(completion.replacedCount))
    switch completion.outcome(for: word) {
    case .nothing: return CC_REFRESH_BEEP
    case .replace(let text):
      unsafe el_deletestr(editor, Int32(word.unicodeScalars.count))
      return unsafe el_insertstr(editor, text) == 0 ? CC_REFRESH : CC_REFRESH_BEEP
    case .list(let words):
      list(words)
      return CC_REDISPLAY
    }
  }

  /// Prints `words` in columns below the line, no more of them than fit on the screen.
  private func list(_ words: [String]) {
    var rows: Int32 = 24
    var columns: Int32 = 80
    _ = unsafe ct_terminal_size(&rows, &columns)
    let width = (words.map(\.cellWidth).max() ?? 0) + 2
    let perLine = max(1, Int(columns) / width)
    let lineCount = (words.count + perLine - 1) / perLine
    let shown = min(lineCount, max(1, Int(rows) - 3))
    var text = "\r\n"
    for row in 0 ..< shown {
      let inRow = stride(from: row, to: words.count, by: lineCount).map { words[$0].drawable }
      text += inRow.map { StyledText($0).padded(to: width).text }.joined().trimmedAtEnd + "\r\n"
    }
    if shown < lineCount { text += "… \(lineCount - shown) more lines\r\n" }
    unsafe ct_editor_write(text)
  }

  fileprivate func leave() -> Int32 {
    let (line, _) = lineBeforeCursor
    unfinished = line
    unsafe el_cursor(editor, Int32(line.unicodeScalars.count))
    unsafe el_deletestr(editor, Int32(line.unicodeScalars.count))
    unsafe ct_editor_write("\r\n")
    return CC_NEWLINE
  }

}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// What a press does beyond the editor's own bindings; the second and third form of a key are those
/// of other terminals.
private let keyBindings: [(key: String, command: String)] = [
  ("^I", "sluice-complete"),
  ("^R", "em-inc-search-prev"),
  ("^S", "em-inc-search-next"),
  ("\u{1b}OQ", "sluice-screen"), ("\u{1b}[12~", "sluice-screen"), ("\u{1b}[[B", "sluice-screen"),
  ("^Xa", "sluice-screen"),
  ("\u{1b}[H", "ed-move-to-beg"), ("\u{1b}[1~", "ed-move-to-beg"),
  ("\u{1b}[F", "ed-move-to-end"), ("\u{1b}[4~", "ed-move-to-end"),
  ("\u{1b}[3~", "ed-delete-next-char"),
  ("\u{1b}[1;5D", "ed-prev-word"), ("\u{1b}[1;5C", "em-next-word"),
]

// Functions that the C library calls are no closures, so that they belong to no isolation domain.

private func editor(of handle: OpaquePointer?) -> LineEditor? {
  guard let client = unsafe ct_editor_client(handle) else { return nil }
  return unsafe Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
}

private func promptOf(_ handle: OpaquePointer?) -> UnsafeMutablePointer<CChar>? {
  unsafe editor(of: handle)?.promptText
}

private func completeAtCursor(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  UInt8(truncatingIfNeeded: unsafe editor(of: handle)?.complete() ?? CC_ERROR)
}

private func leaveForScreen(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  UInt8(truncatingIfNeeded: unsafe editor(of: handle)?.leave() ?? CC_ERROR)
}
