import Canvas
import Debugger
import Diagnostics
import Support

/// Models and what they are given.
enum ModelCommands {

  static let all: [Command] = [load, input, calibration]

  static let load = Command(
    CommandInfo(
      "load", also: ["lo"], .program, "load a model: ONNX or Relay text",
      [Parameter("file", .file(["onnx", "relay"]), "the file")],
      flags: [
        Flag(
          "--dim", taking: "name=n", .word, "the extent of a dimension that the file leaves open")
      ],
      details: ["What the file is shows in its contents, not in its name."],
      examples: ["load samples/models/digits_lenet.onnx"])
  ) { arguments, interpreter throws(Diagnostic) in
    var bindings: [String: Int] = [:]
    if let word = arguments.value(of: "--dim") {
      for part in word.split(separator: ",") {
        let pair = part.split(separator: "=").map(String.init)
        guard pair.count == 2 else {
          throw .error("`\(part)` is no dimension", hints: ["write `--dim N=1,M=2`"])
        }
        bindings[pair[0]] = try parseNumber(pair[1], as: pair[0])
      }
    }
    try interpreter.session.load(arguments.required("file"), bindings: bindings)
    let summary = try interpreter.session.modelSummary()
    return Reply(summary.lines, summary.json)
  }

  static let input = Command(
    CommandInfo(
      "input", .program, "say what `main` is given",
      [Parameter("values", .file(["npz", "npy", "pb"]), .any, "NAME=FILE or a file of several")],
      flags: [
        Flag("--random", taking: "seed", .number, "random values made from a number"),
        scaleFlag,
      ],
      details: [
        "A file of several tensors has them under the names of the inputs, or under `in:NAME`.",
        "The first axis may count more samples than the model takes at once: `run` then runs it for"
          + " all of them and stacks the outputs.",
      ],
      examples: [
        .init("input --random 1", .model), .init("input samples/models/digits_mlp.npz", .model),
      ])
  ) { arguments, interpreter throws(Diagnostic) in
    let scale = try scale(arguments)
    if let seed = try arguments.number(of: "--random") {
      try interpreter.session.setRandomInputs(seed: UInt64(bitPattern: Int64(seed)))
    }
    for word in arguments.words("values") { try interpreter.session.readInputs(word, scale: scale) }
    return inputReply(interpreter.session)
  }

  static let calibration = Command(
    CommandInfo(
      "calibration", .program, "say what `quantize` calibrates on",
      [Parameter("file", .file(["npz"]), "inputs by name; the first axis counts samples")],
      flags: [scaleFlag], details: ["Without it `quantize` takes random inputs, and says so."],
      examples: [.init("calibration samples/models/digits_test.npz --scale 1/16", .model)])
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.readCalibration(
      arguments.required("file"), scale: scale(arguments))
    let lines = interpreter.session.inputs.calibrationLines.map { StyledText($0) }
    return Reply(lines, ["calibration": JSON(interpreter.session.inputs.calibrationLines)])
  }

  private static let scaleFlag = Flag(
    "--scale", taking: "factor", .word, "what to multiply the values by: `0.5`, `1/16`")

  /// The number after `--scale`, which may be a fraction.
  private static func scale(_ arguments: Arguments) throws(Diagnostic) -> Double? {
    guard let word = arguments.value(of: "--scale") else { return nil }
    let parts = word.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
    guard let first = parts[0], parts.count <= 2 else { throw .error("`\(word)` is no factor") }
    guard parts.count == 2 else { return first }
    guard let second = parts[1], second != 0 else { throw .error("`\(word)` is no factor") }
    return first / second
  }

  private static func inputReply(_ session: Session) -> Reply {
    let lines = session.inputs.lines
    guard !lines.isEmpty else { return Reply("no inputs are given: random ones will be used") }
    return Reply(lines.map { StyledText($0) }, ["inputs": JSON(lines)])
  }

}
