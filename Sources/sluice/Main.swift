import ArgumentParser
import Canvas
import Debugger
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
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      let traits = TerminalTraits.detect()
      Signals.install()
      if words.first == "target" {
        let options = try Options.parse(["--batch"])
        start([words.map(quoted).joined(separator: " ")], options, traits)
      }
      let command = try parse(words)
      start(command.options.startupLines(of: words), command.options, traits)
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      LineOutput(code.isSuccess ? .output : .error, color: .never, isASCII: false)
        .write(message + "\n")
      // Nothing but help ends well here; every mistake is one of usage.
      Glibc.exit(code.isSuccess ? 0 : 2)
    }
  }

  /// Runs `lines`, then asks for more unless this is a batch; never returns.
  private static func start(_ lines: [String], _ options: Options, _ traits: TerminalTraits)
    -> Never
  {
    var console = Console(Session(targets: builtInTargets), options, traits)
    let isInteractive = !options.batch && traits.inputIsTerminal
    if isInteractive && !options.quiet && !options.json {
      console.output.write(["Sluice. `help` lists the commands, `tui` or F2 opens the full screen."]
      )
    }
    let (code, asksForScreen) = console.run(
      startupFile(options) + lines, stopsOnFailure: !isInteractive)
    if let code { Glibc.exit(code) }
    if options.batch { Glibc.exit(0) }
    var loop = LineLoop(console, options, traits)
    Glibc.exit(loop.run(opensScreen: options.tui || asksForScreen))
  }

  /// The line that runs the user's own start-up file, where there is one and it is wanted.
  private static func startupFile(_ options: Options) -> [String] {
    guard !options.noStartup, let path = Environment.current.startupFile else { return [] }
    return ["source \(quoted(path))"]
  }

}
