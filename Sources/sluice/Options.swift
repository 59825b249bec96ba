public import ArgumentParser
public import Terminal

/// What the command line says.
struct Options: ParsableArguments {

  @Argument(
    help: "A model to load: ONNX or Relay text, told by its content.",
    completion: .file(extensions: ["onnx", "relay"]))
  var model: String?

  @Option(
    help: .init("The accelerator: a built-in one or a description file.", valueName: "name|file"))
  var target: String?

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

  @Option(help: "When to use colour.")
  var color = ColorChoice.auto

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "No full screen, nothing that only makes sense to the eye.")
  var screenReader = false

  @Flag(name: .customShort("q"), help: "Do not say hello.")
  var quiet = false

  @Flag(name: .customLong("nx", withSingleDash: true), help: "Skip the user's own start-up file.")
  var noStartup = false

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

  /// The commands to begin with.
  var startupLines: [String] {
    let startup = noStartup ? nil : Environment.current.startupFile
    return [
      startup.map { "source \(quoted($0))" }, target.map { "target use \(quoted($0))" },
      model.map { "load \(quoted($0))" },
    ].compactMap(\.self) + commands
  }

}

extension ColorChoice: ExpressibleByArgument {}

/// `word` as one word of the command language.
func quoted(_ word: String) -> String {
  word.isEmpty ? "\"\"" : word.map { " \t\"'\\#!{}".contains($0) ? "\\\($0)" : "\($0)" }.joined()
}
