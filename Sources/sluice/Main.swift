import ArgumentParser
import Canvas
import Debugger
import Diagnostics
import Glibc
import Terminal

/// The program: reads the command line and starts the face that it asks for.
@main
struct Sluice: ParsableCommand {

  static let configuration = CommandConfiguration(
    commandName: "sluice",
    abstract: "A workbench for accelerator programs: from model to instruction, and back.",
    usage: """
      sluice [<model>] [--target <name|file>] [-x <script>] ... [-ex <command>] ... [--batch] \
      [--json] [--tui]
      sluice target check <file>
      """,
    discussion: """
      Exit codes: 0 all went well, 1 a command failed, 2 usage, 3 verification failed, \
      4 deadlock, 5 race or hazard, 6 numeric mismatch, 7 internal error, 8 limit reached, \
      130 interrupted.
      """,
    version: "0.1.0")

  @OptionGroup var options: Options

  static func main() {
    Signals.install()
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      switch words.first {
      case "target": try checkTarget(Array(words.dropFirst()))
      case "dap", "learn": refuse(words[0])
      default: break
      }
      let options = try parse(Options.spelledOut(words)).options
      start(options.startupLines, options)
    } catch {
      // Nothing but help ends well here; every mistake is one of usage.
      let isHelp = exitCode(for: error).isSuccess
      let output = LineOutput(isHelp ? .output : .error, color: .never, isASCII: false)
      output.write(fullMessage(for: error) + "\n")
      Glibc.exit(!isHelp ? 2 : output.failure == nil ? 0 : 1)
    }
  }

  /// `sluice target check FILE [--compile]`, with options.
  private static func checkTarget(_ words: [String]) throws {
    guard words.first == "check" else {
      throw ValidationError("`target` here only takes `check`: sluice target check <file>")
    }
    let flag = "--compile"
    let options = try Options.parse(words.dropFirst().filter { $0 != flag } + ["--batch"])
    guard let file = options.model else {
      throw ValidationError("`target check` needs a file: sluice target check <file>")
    }
    start(["target check \(quoted(file))\(words.contains(flag) ? " \(flag)" : "")"], options)
  }

  /// Says that the face `name` is none of this version.
  private static func refuse(_ name: String) -> Never {
    LineOutput(.error, color: .never, isASCII: false).write(
      Diagnostic.error(
        "`sluice \(name)` is not there yet",
        hints: ["`sluice --json` answers programs, `help` in `sluice` teaches its commands"]
      ).styledLines)
    Glibc.exit(Failure.usage.rawValue)
  }

  /// Runs `lines`, then asks for more unless this is a batch.
  private static func start(_ lines: [String], _ options: Options) -> Never {
    let traits = TerminalTraits.detect()
    if traits.inputIsTerminal && !(options.batch || options.quiet || options.json) {
      LineOutput(.output, color: options.color, isASCII: options.ascii)
        .write(["Sluice. `help` lists the commands, `tui` or F2 opens the full screen."])
    }
    var session = Session(targets: builtInTargets)
    if options.safe { session.refuseCode() }
    var loop = LineLoop(Console(session, options, traits), options, traits, first: lines)
    Glibc.exit(loop.run())
  }

}
