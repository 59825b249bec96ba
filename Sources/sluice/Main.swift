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
      sluice target new <file>
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
      case "target": try runTarget(Array(words.dropFirst()))
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

  /// `sluice target check FILE` or `sluice target new FILE`, with their options and those of the
  /// program.
  private static func runTarget(_ words: [String]) throws {
    guard let action = words.first, ["check", "new"].contains(action) else {
      throw ValidationError(
        "`target` here only takes `check` and `new`: sluice target check <file>")
    }
    let (own, others) = Options.split(Array(words.dropFirst()))
    let options = try Options.parse(others + ["--batch"])
    if action == "check", !own.contains(where: { !$0.hasPrefix("-") }) {
      throw ValidationError("`target check` needs a file: sluice target check <file>")
    }
    let line = (["target", action] + own).map(quoted).joined(separator: " ")
    start([line], options, asks: action == "new")
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
  /// - Parameter asks: whether a command may ask something though this is a batch.
  private static func start(_ lines: [String], _ options: Options, asks: Bool = false) -> Never {
    let traits = TerminalTraits.detect()
    if traits.inputIsTerminal && !(options.batch || options.quiet || options.json) {
      LineOutput(.output, color: options.color, isASCII: options.ascii)
        .write(["Sluice. `help` lists the commands, `tui` or F2 opens the full screen."])
    }
    var session = Session(targets: builtInTargets)
    if options.safe { session.refuseCode() }
    let console = Console(session, options, traits, asks: asks || !options.batch)
    var loop = LineLoop(console, options, traits, first: lines)
    Glibc.exit(loop.run())
  }

}
