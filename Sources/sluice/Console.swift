import Canvas
import Commands
import Debugger
import Diagnostics
import Panes
import Support
import Terminal

/// Where command lines are run and answered, for the prompt, the full screen and scripts alike.
struct Console: Engine {

  private var interpreter: Interpreter
  private let printer: ReplyPrinter

  /// Whether marks outside of ASCII are to be avoided.
  private let isASCII: Bool

  /// Where long work shows how far it is at the prompt, if there.
  private let progress: ProgressLine?

  /// The full screen while it is shown.
  var screen: Screen?

  /// Whether lines may be handed to the shell.
  private let allowsShell: Bool

  /// Whether someone can answer questions.
  private let asks: Bool

  /// - Parameter asks: whether a command may ask whoever is at the terminal.
  init(_ session: Session, _ options: Options, _ traits: TerminalTraits, asks: Bool) {
    interpreter = Interpreter(session)
    interpreter.keepsGoing = options.keepGoing
    allowsShell = !options.noShell
    isASCII = options.ascii || !traits.isUTF8
    printer = ReplyPrinter(
      output: LineOutput(.output, color: options.color, isASCII: isASCII),
      errors: LineOutput(.error, color: options.color, isASCII: isASCII), isJSON: options.json)
    let isWatched = !(options.screenReader || options.batch || options.json)
    progress = isWatched ? .onStandardError(isASCII: isASCII) : nil
    let isAnswered = traits.inputIsTerminal && !options.noInput && !options.json
    self.asks = asks && isAnswered
  }

  var output: LineOutput { printer.output }

  var errors: LineOutput { printer.errors }

  /// Why some of what was printed is lost; nil where none is.
  var outputFailure: String? { printer.failure }

  /// Says that the lines end while one is missing; whether one is.
  mutating func endOfLines() -> Bool {
    guard let diagnostic = interpreter.closeDefinition() else { return false }
    var reply = Reply(diagnostic)
    reply.command = "define"
    printer.print(reply)
    return true
  }

  /// In the past it says how many instructions the newest recorded state is ahead.
  var prompt: StyledText {
    let behind = interpreter.session.behindLive
    return StyledText(
      behind > 0 ? "(sluice \(isASCII ? "<" : "◀")\(behind)) " : "(sluice) ", .prompt)
  }

  var inspected: any Inspection { interpreter.session }

  func completion(of line: String, at cursor: Int) -> Completion {
    Interruption { Signals.isInterrupted }.governing {
      interpreter.completion(of: line, at: cursor)
    }
  }

  /// Runs one line for the prompt, which prints what the lines of a script answer as they do.
  mutating func performAndPrint(_ line: String) -> Reply {
    let printer = printer
    interpreter.onAnswer = { printer.print($0) }
    defer { interpreter.onAnswer = nil }
    var reply = perform(line)
    printer.print(reply)
    if Signals.takeInterrupt(), reply.failure == nil { reply.failure = .interrupted }
    return reply
  }

  /// Runs one line; ^C stops it, and ^Z stops the program meanwhile.
  private mutating func perform(_ line: String) -> Reply {
    let screen = screen
    interpreter.session.interruption = Interruption {
      screen?.stopIfAsked()
      return Signals.isInterrupted
    }
    let progress = screen.map { screen in ProgressLine { screen.showStatus($0) } } ?? progress
    progress?.begin()
    interpreter.session.progress = { progress?.show($0, $1) }
    interpreter.shell = allowsShell ? shell(screen) : nil
    interpreter.ask = asks && screen == nil ? asking() : nil
    Signals.takeInterrupt()
    Signals.note(line)
    interpreter.onLine = { Signals.note($0, isInner: true) }
    defer {
      progress?.end()
      Signals.takeInterrupt()
    }
    var reply = interpreter.perform(line)
    if Signals.isInterrupted, reply.failure == nil {
      reply.failure = .interrupted
      reply.diagnostics.append(.error("interrupted after `\(line)`", failure: .interrupted))
    }
    return reply
  }

  /// How questions are asked at the prompt.
  private func asking() -> @Sendable (Question) -> String? {
    let output = printer.output
    return { question in
      output.write(question.lines)
      var reader = PlainReader(LineSplitter())
      guard case .line(let answer) = reader.readLine(prompt: question.prompt) else { return nil }
      return answer
    }
  }

  /// Where lines for the shell are run: beside the full screen, or so that their output is in the
  /// reply where that is an object.
  private func shell(_ screen: Screen?) -> @Sendable (String) -> ShellResult {
    let collects = printer.isJSON
    return { line in
      if let screen {
        var code: Int32 = 0
        screen.outside { code = Shell.runAndWait(line) }
        return ShellResult(code: code)
      }
      guard collects else { return ShellResult(code: Shell.run(line)) }
      let (code, output) = Shell.collect(line)
      return ShellResult(code: code, output: output)
    }
  }

  /// Runs one line of the full screen.
  mutating func answer(_ line: String) -> Answer {
    let reply = perform(line)
    var answer = Answer(
      reply.lines + reply.diagnostics.flatMap(\.styledLines), isFailure: reply.failure != nil)
    switch reply.request {
    case .quit(let code): answer.exitCode = code
    case .clear: answer.clears = true
    case .screen, nil: break
    }
    return answer
  }

}
