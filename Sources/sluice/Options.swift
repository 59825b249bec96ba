public import ArgumentParser
import Support
public import Terminal

/// What the command line says.
struct Options: ParsableArguments {

  @Argument(
    help: "A model to load: ONNX or Relay text, told by its content.",
    completion: .file(extensions: ["onnx", "relay"]))
  var model: String?

  @Option(
    name: .customLong("target"), parsing: .unconditionalSingleValue,
    help: .init(
      "An accelerator: a built-in one or a description file; several in order of priority.",
      valueName: "name|file"))
  var targets: [String] = []

  @Option(
    name: .customShort("x"), parsing: .unconditionalSingleValue,
    help: .init("Run the commands in a file; in order with -ex.", valueName: "script"))
  var scripts: [String] = []

  @Option(
    name: .customLong("ex", withSingleDash: true), parsing: .unconditionalSingleValue,
    help: .init("Run a command; in order with -x.", valueName: "command"))
  var commands: [String] = []

  @Flag(help: "Run what -x and -ex say, then exit; the first command that fails ends it.")
  var batch = false

  @Flag(help: "Print one JSON object for each command.")
  var json = false

  @Flag(help: "Begin on the full screen.")
  var tui = false

  @Flag(help: "Go on after a command that failed, and exit as the first one that did.")
  var keepGoing = false

  @Option(
    name: .customLong("color"), parsing: .unconditionalSingleValue, help: "When to use colour.")
  private var colors: [ColorChoice] = []

  var color: ColorChoice { colors.first ?? .auto }

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "No full screen, nothing that only makes sense to the eye.")
  var screenReader = false

  @Flag(name: .customShort("q"), help: "Do not say hello.")
  var quiet = false

  @Flag(name: .customLong("nx", withSingleDash: true), help: "Skip the user's own start-up file.")
  var noStartup = false

  @Flag(help: "Read the user's own start-up file in a batch too.")
  var config = false

  @Flag(help: "Load no code that a target compiles, as `set safe on`.")
  var safe = false

  @Flag(help: "Hand no line to the shell.")
  var noShell = false

  @Flag(help: "Never ask for anything.")
  var noInput = false

  /// The same words with each script as the command that runs it, which keeps their order.
  static func spelledOut(_ words: [String]) -> [String] {
    var result: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "-x", let script = rest.popFirst() {
        result += ["-ex", "source \(quoted(script))"]
      } else {
        result += [word] + (word == "-ex" ? rest.popFirst().map { [$0] } ?? [] : [])
      }
    }
    return result
  }

  /// The options of the program among the words of one command, and what is left for the command.
  static func split(_ words: [String]) -> (command: [String], program: [String]) {
    let plain: Set = [
      "--json", "--ascii", "--screen-reader", "-q", "-nx", "--config", "--safe", "--no-shell",
      "--no-input", "--keep-going", "--batch", "-h", "--help", "--version",
    ]
    var (command, program): ([String], [String]) = ([], [])
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--color" {
        program += [word] + (rest.popFirst().map { [$0] } ?? [])
      } else if plain.contains(word) || word.hasPrefix("--color=") {
        program.append(word)
      } else {
        command.append(word)
      }
    }
    return (command, program)
  }

  /// The commands to begin with.
  var startupLines: [String] {
    let isWanted = !noStartup && (!batch || config)
    let startup = isWanted ? Environment.current.startupFile : nil
    let use = targets.isEmpty ? nil : "target use " + targets.map(quoted).joined(separator: " ")
    return [startup.map { "source \(quoted($0))" }, use, model.map { "load \(quoted($0))" }]
      .compactMap(\.self) + commands.flatMap(\.lines)
  }

  func validate() throws {
    guard colors.count < 2 else { throw ValidationError("`--color` is given twice") }
    guard scripts.isEmpty else { throw ValidationError("a script is given as `-x <script>`") }
    guard !noStartup || !config else {
      throw ValidationError("`-nx` and `--config` do not go together")
    }
  }

}

extension ColorChoice: ExpressibleByArgument {}

/// `word` as one word of the command language.
func quoted(_ word: String) -> String {
  word.isEmpty ? "\"\"" : word.map { " \t\"'\\#!{}".contains($0) ? "\\\($0)" : "\($0)" }.joined()
}
