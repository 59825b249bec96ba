public import ArgumentParser
public import Terminal

/// What the command line says.
struct Options: ParsableArguments {

  @Argument(
    help: ArgumentHelp("A model to load.", discussion: "ONNX or Relay text, told by its content."),
    completion: .file(extensions: ["onnx", "relay"]))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "The accelerator: a built-in one, or a description file.", valueName: "name|file"))
  var target: String?

  @Option(
    name: .customShort("x"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Run the commands in a file; in the order given, with -ex.", valueName: "script"))
  var scripts: [String] = []

  @Option(
    name: .customLong("ex", withSingleDash: true), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run a command; in the order given, with -x.", valueName: "command"))
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

  @Flag(help: "Print nothing that only makes sense to the eye: no boxes, no full screen.")
  var screenReader = false

  @Flag(name: .customShort("q"), help: "Do not say hello.")
  var quiet = false

  @Flag(
    name: .customLong("nx", withSingleDash: true), help: "Do not run the user's own start-up file.")
  var noStartup = false

  @Flag(help: "Never ask for anything.")
  var noInput = false

  /// The commands to begin with: those of `-x` and `-ex` in the order in which they stand in `line`.
  func startupLines(of line: [String]) -> [String] {
    var lines: [String] = []
    if let target { lines.append("target use \(quoted(target))") }
    if let model { lines.append("load \(quoted(model))") }
    var scripts = scripts[...]
    var commands = commands[...]
    var isValue = false
    for word in line {
      if isValue {
        isValue = false
      } else if word == "-x" || word.hasPrefix("-x=") {
        if let script = scripts.popFirst() { lines.append("source \(quoted(script))") }
        isValue = word == "-x"
      } else if word == "-ex" || word.hasPrefix("-ex=") {
        if let command = commands.popFirst() { lines.append(command) }
        isValue = word == "-ex"
      }
    }
    return lines
  }

}

extension ColorChoice: ExpressibleByArgument {}

/// `word` as one word of the command language.
func quoted(_ word: String) -> String {
  guard word.isEmpty || word.contains(where: { " \t\"\\#;".contains($0) }) else { return word }
  let escaped = word.map { "\"\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  return "\"\(escaped)\""
}
