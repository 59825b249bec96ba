import Canvas
import Commands
import Debugger
import Diagnostics
import Panes
import Support
import Terminal

/// Where command lines are run and answers printed, for the prompt, the screen and scripts alike.
struct Console {

  private var interpreter: Interpreter
  let output: LineOutput
  let errors: LineOutput
  let isASCII: Bool
  private let isJSON: Bool
  private let color: ColorChoice

  init(_ session: Session, _ options: Options, _ traits: TerminalTraits) {
    interpreter = Interpreter(session)
    isJSON = options.json
    color = options.color
    isASCII = options.ascii || !traits.isUTF8
    output = LineOutput(.output, color: options.color, isASCII: isASCII)
    errors = LineOutput(.error, color: options.color, isASCII: isASCII)
  }

  let prompt = StyledText("(sluice) ", .prompt)

  var screenDepth: ColorDepth { color.standardOutputDepth }

  /// What panes show.
  var inspected: any Inspection { interpreter.session }

  /// What could stand at the cursor of a line.
  var completer: LineEditor.Completer {
    let interpreter = interpreter
    return { line, cursor in interpreter.completion(of: line, at: cursor) }
  }

  /// Runs one line; ^C stops it, and `pause` is called now and then meanwhile.
  mutating func perform(_ line: String, pause: @escaping @Sendable () -> Void = {}) -> Reply {
    interpreter.session.shouldStop = {
      pause()
      return Signals.isInterrupted
    }
    Signals.takeInterrupt()
    defer { Signals.takeInterrupt() }
    return interpreter.perform(line)
  }

  /// Prints what a command answered: results on standard output, diagnostics on standard error.
  func print(_ reply: Reply) {
    if isJSON {
      output.write(reply.json.description + "\n")
    } else {
      output.write(reply.lines)
    }
    errors.write(reply.diagnostics.flatMap(\.styledLines))
    switch reply.request {
    case .shell(let line): Shell.run(line)
    case .clear: output.clear()
    default: break
    }
  }

  /// Runs lines that nobody types and prints what they say. Returns what the program exits with
  /// where it is to end (the user said so, or `stopsOnFailure` and a line failed), and whether the
  /// full screen was asked for.
  mutating func run(_ lines: [String], stopsOnFailure: Bool) -> (code: Int32?, screen: Bool) {
    var asksForScreen = false
    for line in lines {
      let reply = perform(line)
      print(reply)
      if let signal = Signals.termination { Signals.end(by: signal) }
      if case .quit(let code) = reply.request { return (code, false) }
      if reply.request == .screen { asksForScreen = true }
      if stopsOnFailure, let failure = reply.failure { return (failure.rawValue, false) }
    }
    return (nil, asksForScreen)
  }

}
