import Canvas
import Debugger
import Diagnostics
import Support

/// Models and what they are given.
enum ModelCommands {

  static let all: [Command] = [load, input, calibration]

  private struct LoadKeys: Keys {
    let file = Argument("file", .file("onnx", "relay", "tile"), "the file")
    let dimensions = RepeatedOption(
      "--dim", taking: "name=n", .dimensions, "the extent of a dimension that the file leaves open")
    let shapes = RepeatedOption(
      "--shape", taking: "name=n,…", .inputShape, "the shape of an input, as `x=1,3,224,224`")
    let values = RepeatedOption(
      "--values", taking: "file", .file("npz", "npy", "pb"),
      "what inputs are given whose values must be known, such as axes: NAME=FILE or a file of several"
    )
  }

  static let load = Command(
    "load", also: ["lo"], .program, "load a model: ONNX, Relay text, or tile programs", LoadKeys(),
    answers: ModelAnswer.schema,
    details: [
      "What the file is shows in its contents, not in its name.",
      "A loop of an ONNX model becomes its iterations, up to `set loop-limit`; what ends it must be"
        + " known, or there must be a bound. A sequence `x` is the tensors `x.0`, `x.1` and so on,"
        + " as many as `--values` has or `--shape x=2` says.",
      "Tile programs, which `ir --whole --to FILE` writes, take their place in the model that is"
        + " loaded if they are regions of it; else they are a program of their own, whose `main`"
        + " calls them.",
    ],
    examples: ["load samples/models/digits_lenet.onnx"]
  ) { arguments, interpreter throws(Diagnostic) in
    var bindings: [String: Int] = [:]
    for (name, extent) in arguments.dimensions.joined() {
      guard bindings.updateValue(extent, forKey: name) ?? extent == extent else {
        throw .error("`\(name)` is given two extents")
      }
    }
    var shapes: [String: [Int]] = [:]
    for (name, shape) in arguments.shapes {
      guard shapes.updateValue(shape, forKey: name) ?? shape == shape else {
        throw .error("`\(name)` is given two shapes")
      }
    }
    try interpreter.session.load(
      arguments.file, bindings: bindings, shapes: shapes, values: arguments.values)
    return Reply(try interpreter.session.modelSummary())
  }

  private struct InputKeys: Keys {
    let values = SeveralArguments(
      "values", .file("npz", "npy", "pb"), "NAME=FILE or a file of several")
    let seed = Option("--random", taking: "seed", .number(), "random values made from a number")
    let scale = scaleOption
    let rounds = roundSwitch
    let scaled = Dependence(["--scale", "--round"], on: "a file") { !$0.words(besides: "").isEmpty }
  }

  static let input = Command(
    "input", .program, "say what `main` is given", InputKeys(),
    answers: TensorListAnswer.schema("inputs"),
    details: [
      "A file of several tensors has them under the names of the inputs, or under `in:NAME`.",
      "Floats of another width than the input's, and integers, are converted if no element changes"
        + " by it; `--round` allows floats to change.",
      "An extent that the model leaves open is that of what is given. Where it is proved that the"
        + " first axis only travels through the model, `run` runs it sample by sample and stacks"
        + " the outputs; else the model is read again for all of them, and a note says so.",
    ],
    examples: [
      .init("input --random 1", .model), .init("input samples/models/digits_mlp.npz", .model),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    // All of them or none.
    var session = interpreter.session
    if let seed = arguments.seed {
      try session.setRandomInputs(seed: UInt64(bitPattern: Int64(seed)))
    }
    var given: Set<String> = []
    for word in arguments.values {
      for name in try session.readInputs(
        word, scale: arguments.scale, rounds: arguments.rounds)
      where !given.insert(name).inserted {
        throw .error("`\(name)` is given twice", hints: ["leave one of the files out"])
      }
    }
    interpreter.session = session
    return inputReply(interpreter.session)
  }

  private struct CalibrationKeys: Keys {
    let file = Argument("file", .file("npz"), "inputs by name; the first axis counts samples")
    let scale = scaleOption
    let rounds = roundSwitch
  }

  static let calibration = Command(
    "calibration", .program, "say what `quantize` calibrates on", CalibrationKeys(),
    answers: TensorListAnswer.schema("calibration"),
    details: ["Without it `quantize` takes random inputs, and says so."],
    examples: [.init("calibration samples/models/digits_test.npz --scale 1/16", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.readCalibration(
      arguments.file, scale: arguments.scale, rounds: arguments.rounds)
    return Reply(
      TensorListAnswer(
        word: "calibration", tensors: interpreter.session.inputs.calibrationViews))
  }

  private static let scaleOption = Option(
    "--scale", taking: "factor", .factor, "what to multiply the values by: `0.5`, `1/16`")

  private static let roundSwitch = Switch(
    "--round", "take the nearest numbers that the input can have, as of `float64`")

  private static func inputReply(_ session: Session) -> Reply {
    Reply(
      TensorListAnswer(
        word: "inputs", tensors: session.inputs.views,
        empty: "no inputs are given: random ones will be used"))
  }

}

extension Word where Value == (name: String, shape: [Int]) {

  /// `x=1,3,224,224`; nothing behind `=` for a scalar.
  fileprivate static var inputShape: Word {
    Word(.word) { word, _ throws(Diagnostic) in
      let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, !pair[0].isEmpty else {
        throw .error("`\(word)` is no shape", hints: ["write `--shape x=1,3,224,224`"])
      }
      let name = String(pair[0])
      let shape = try pair[1].split(separator: ",").map { (part) throws(Diagnostic) -> Int in
        try parseNumber(String(part), as: name)
      }
      return (name, shape)
    }
  }

}

extension Word where Value == [(name: String, extent: Int)] {

  /// `N=1`, or several as `N=1,M=2`.
  fileprivate static var dimensions: Word {
    Word(.word) { word, _ throws(Diagnostic) in
      var dimensions: Value = []
      for part in word.split(separator: ",") {
        let pair = part.split(separator: "=").map(String.init)
        guard pair.count == 2 else {
          throw .error("`\(part)` is no dimension", hints: ["write `--dim N=1,M=2`"])
        }
        dimensions.append((pair[0], try parseNumber(pair[1], as: pair[0])))
      }
      return dimensions
    }
  }

}
