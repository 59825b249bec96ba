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

  init(_ session: Session, _ options: Options, _ traits: TerminalTraits) {
    interpreter = Interpreter(session)
    isASCII = options.ascii || !traits.isUTF8
    printer = ReplyPrinter(
      output: LineOutput(.output, color: options.color, isASCII: isASCII),
      errors: LineOutput(.error, color: options.color, isASCII: isASCII), isJSON: options.json)
    let isWatched = !(options.screenReader || options.batch || options.json)
    progress = isWatched ? .onStandardError(isASCII: isASCII) : nil
  }

  var output: LineOutput { printer.output }

  var errors: LineOutput { printer.errors }

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
    Signals.takeInterrupt()
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

  /// Runs one line of the full screen.
  mutating func answer(_ line: String) -> Answer {
    let reply = perform(line)
    var answer = Answer(
      reply.lines + reply.diagnostics.flatMap(\.styledLines), isFailure: reply.failure != nil)
    switch reply.request {
    case .quit(let code): answer.exitCode = code
    case .clear: answer.clears = true
    case .shell(let text): screen?.outside { Shell.runAndWait(text) }
    case .screen, nil: break
    }
    return answer
  }

}
