import Canvas
import Commands
import Diagnostics
import Panes
public import Support
public import Terminal

/// Asks for command lines, runs them and prints what they say, until there are no more.
struct LineLoop {

  private var console: Console
  private let options: Options

  /// Whether someone types the lines. Others are a script, which ends where it fails.
  private let isTyped: Bool

  /// What the first line that failed would have ended the program with.
  private var firstFailure: Int32?

  /// The lines to run before any is asked for.
  private var first: ArraySlice<String>

  private let file: HistoryFile

  /// Nil where lines cannot be edited.
  private let editor: LineEditor?
  private var reader = PlainReader(LineSplitter())
  private var bench: Workbench

  init(_ console: Console, _ options: Options, _ traits: TerminalTraits, first: [String]) {
    let file = HistoryFile(in: .current)
    let isTyped = traits.inputIsTerminal && !options.batch
    let editor = traits.canEdit && isTyped && !options.noInput ? LineEditor(history: file) : nil
    self.console = console
    self.options = options
    self.first = first[...] + (options.tui && !options.batch ? ["tui"] : [])
    self.file = file
    self.isTyped = isTyped
    self.editor = editor
    bench = Workbench(history: editor == nil ? [] : file.lines)
  }

  /// Runs until the user leaves or there are no more lines; returns what the program exits with.
  mutating func run() -> Int32 {
    var code: Int32?
    var unfinished = ""
    while code == nil {
      let input = nextLine(beginningWith: unfinished)
      unfinished = ""
      switch input {
      case .line(let line): code = perform(line)
      case .screen(let text):
        code = showScreen()
        unfinished = text
      case .interrupted(let hadText):
        if !hadText { console.errors.write([StyledText("`quit` or ^D leaves", .note)]) }
      case .endOfInput: code = console.endOfLines() && !isTyped ? 1 : firstFailure ?? 0
      case .terminated: code = 1
      }
      if let reason = console.outputFailure {
        console.errors.write([
          StyledText("error: ", .error) + StyledText("cannot write to \(reason)")
        ])
        code = code.flatMap { $0 == 0 ? nil : $0 } ?? Failure.command.rawValue
      }
    }
    file.compact()
    if let signal = Signals.termination { Signals.end(by: signal) }
    return code ?? 0
  }

  private mutating func nextLine(beginningWith text: String) -> Input {
    if Signals.termination != nil { return .terminated }
    if let line = first.popFirst() { return .line(line) }
    if options.batch { return .endOfInput }
    guard let editor else { return reader.readLine(prompt: console.prompt.text) }
    let console = console
    editor.completer = { line, cursor in console.completion(of: line, at: cursor) }
    // A second owner of the session would make the next step copy what it changes.
    defer { editor.completer = nil }
    return editor.readLine(prompt: console.prompt, theme: console.output.theme, beginningWith: text)
  }

  /// Runs one line; returns an exit code where the program is to end.
  private mutating func perform(_ line: String) -> Int32? {
    let reply = console.performAndPrint(line)
    if !isTyped { firstFailure = firstFailure ?? reply.failure?.rawValue }
    switch reply.request {
    case .quit(let code): return code == 0 ? firstFailure ?? 0 : code
    case .screen: return showScreen()
    case .clear, nil:
      let goesOn = options.keepGoing && reply.failure != .interrupted
      return isTyped || goesOn ? nil : reply.failure?.rawValue
    }
  }

  /// Shows the full screen until the user comes back from it; returns an exit code where the
  /// program is to end.
  private mutating func showScreen() -> Int32? {
    do throws(ScreenRefusal) {
      let screen = try Screen(
        depth: options.color.standardOutputDepth, isASCII: console.output.isASCII,
        isWanted: !options.screenReader)
      console.screen = screen
      let end = bench.run(on: screen, with: &console)
      console.screen = nil
      screen.close()
      editor?.sizeMayHaveChanged()
      switch end {
      case .prompt: return nil
      case .exit(let code): return code
      case .terminated: return 1
      }
    } catch {
      console.errors.write([StyledText("error: ", .error) + StyledText(error.message)])
      return isTyped ? nil : Failure.usage.rawValue
    }
  }

}

extension LineSplitter: LineCutter {}
