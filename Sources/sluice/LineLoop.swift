import Canvas
import Commands
import Diagnostics
import Panes
import Terminal

/// Asks for command lines, runs them and prints what they say, until there are no more.
struct LineLoop: ~Copyable {

  private var console: Console
  private let traits: TerminalTraits
  private let hasScreen: Bool
  private let file = HistoryFile(in: .current)

  /// Nil where lines cannot be edited.
  private let editor: LineEditor?
  private var reader = PlainReader()
  private var bench: Workbench

  init(_ console: Console, _ options: Options, _ traits: TerminalTraits) {
    self.console = console
    self.traits = traits
    hasScreen = !options.screenReader
    editor = traits.canEdit && !options.noInput ? LineEditor(history: file) : nil
    bench = Workbench(history: editor == nil ? [] : file.lines)
  }

  /// Runs until the user leaves or the input ends, and returns what the program exits with.
  mutating func run(opensScreen: Bool) -> Int32 {
    var code = opensScreen ? showScreen() : nil
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
      case .endOfInput: code = 0
      case .terminated: code = 1
      }
    }
    file.compact()
    if let signal = Signals.termination { Signals.end(by: signal) }
    return code ?? 0
  }

  private mutating func nextLine(beginningWith text: String) -> Input {
    guard let editor else { return reader.readLine(prompt: console.prompt.text) }
    editor.completer = console.completer
    return editor.readLine(
      prompt: console.prompt, theme: console.output.theme, beginningWith: text)
  }

  /// Runs one line; returns an exit code where the program is to end.
  private mutating func perform(_ line: String) -> Int32? {
    let reply = console.perform(line)
    console.print(reply)
    switch reply.request {
    case .quit(let code): return code
    case .screen: return showScreen()
    default: break
    }
    // Lines that nobody types are a script, and a script ends where it fails.
    return traits.inputIsTerminal ? nil : reply.failure?.rawValue
  }

  /// Shows the full screen until the user comes back from it; returns an exit code where the
  /// program is to end.
  private mutating func showScreen() -> Int32? {
    guard hasScreen else { return refuse("the full screen is of no use to a screen reader") }
    do throws(ScreenRefusal) {
      let screen = try Screen(depth: console.screenDepth, isASCII: console.isASCII)
      let end = ScreenLoop(screen).run(&console, &bench)
      screen.close()
      editor?.sizeMayHaveChanged()
      switch end {
      case .prompt: return nil
      case .quit(let code): return code
      case .terminated: return 1
      }
    } catch {
      return refuse(error.message)
    }
  }

  /// Says why there is no full screen; that ends a script and nothing else.
  private func refuse(_ message: String) -> Int32? {
    console.errors.write([StyledText("error: ", .error) + StyledText(message)])
    return traits.inputIsTerminal ? nil : 2
  }

}
