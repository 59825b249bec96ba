import Canvas
import Debugger
import Diagnostics
import Support

/// Streams of instructions, states of machines, and what came out.
enum StreamCommands {

  static let all: [Command] = [stream, assemble, state, output, compare]

  private enum StreamAction: String, CaseIterable { case load, save, list }

  private struct StreamKeys: Keys {
    let action = Argument("action", .choice(StreamAction.self), or: .list, "`list` if left out")
    let folder = OptionalArgument("folder", .folder, "the folder")
    let isPlain = Switch("--asm", "with `list`: assembler text and nothing else")
  }

  static let stream = Command(
    "stream", .streams, "load, save and list streams of instructions", StreamKeys(),
    answers: .either([
      ["stop": RunCommands.stop, "streams": .list(.text)], ["files": .list(.text)],
      ["lines": .list(.text)],
    ]),
    details: [
      "A stream is a folder with `insns.bin`, `dram_before.bin` and `manifest.json`. The end of"
        + " each of several streams is a stop, and `c` runs the next one on the same device."
    ],
    examples: [
      "stream load samples/streams/gemm", .init("stream list", .stream),
      .init("stream list --asm", .stream),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments.action {
    case .load:
      guard let folder = arguments.folder else { throw .error("`stream load` needs a folder") }
      let report = try interpreter.session.loadStreams(folder)
      let lines = try interpreter.session.streamLines()
      return Reply(
        lines.map { StyledText($0) } + report.lines, ["stop": report.json, "streams": JSON(lines)])
    case .save:
      guard let folder = arguments.folder else { throw .error("`stream save` needs a folder") }
      let lines = try interpreter.session.saveStreams(folder)
      return Reply(lines.map { StyledText($0) }, ["files": JSON(lines)])
    case .list:
      let lines =
        arguments.isPlain
        ? try interpreter.session.assemblerText() : try interpreter.session.streamLines()
      return Reply(lines.map { StyledText($0) }, ["lines": JSON(lines)])
    }
  }

  private struct AssembleKeys: Keys {
    let file = Argument(
      "file", .file("asm", "s", "txt"), "the file, as `stream list --asm` prints it")
  }

  static let assemble = Command(
    "assemble", also: ["asm"], .streams, "make a listing the current stream", AssembleKeys(),
    answers: ["stop": RunCommands.stop],
    details: ["It runs over the memory that is loaded. `;` begins a comment."],
    examples: [.init("assemble samples/streams/deadlock/repaired.asm", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    RunCommands.reply(try interpreter.session.assemble(arguments.file))
  }

  private enum StateAction: String, CaseIterable { case hash, save }

  private struct StateKeys: Keys {
    let action = Argument("action", .choice(StateAction.self), or: .hash, "`hash` if left out")
    let folder = OptionalArgument("folder", .folder, "the folder")
  }

  static let state = Command(
    "state", .streams, "hash or save the state of the machine", StateKeys(),
    answers: .either([["hash": .text], ["files": .list(.text)]]),
    examples: [.init("state hash", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments.action {
    case .hash:
      let hash = try interpreter.session.stateHash()
      return Reply(StyledText(hash), ["hash": .text(hash)])
    case .save:
      guard let folder = arguments.folder else { throw .error("`state save` needs a folder") }
      let lines = try interpreter.session.saveState(folder)
      return Reply(lines.map { StyledText($0) }, ["files": JSON(lines)])
    }
  }

  private struct OutputKeys: Keys {
    let file = OptionalArgument(
      "file", .file("npz"), "an archive, by the names of the outputs")
  }

  static let output = Command(
    "output", .streams, "show or write the outputs of `main`", OutputKeys(),
    answers: ["outputs": .list(.text), "file?": .text],
    examples: [.init("output", .finished)]
  ) { arguments, interpreter throws(Diagnostic) in
    guard let file = arguments.file else {
      try interpreter.session.requireOutputs()
      let lines = interpreter.session.outputLines
      return Reply(lines.map { StyledText($0) }, ["outputs": JSON(lines)])
    }
    let lines = try interpreter.session.writeOutputs(file)
    return Reply(lines.map { StyledText($0) }, ["file": .text(file), "outputs": JSON(lines)])
  }

  private static let comparison: Schema = [
    "name": .text, "elements": .integer, "differing": .integer, "error": .number.orNull,
    "first": .text.orNull, "origin": .text.orNull, "sameClass": .integer, "samples": .integer,
  ]

  private struct CompareKeys: Keys {
    let file = Argument("file", .file("npz"), "keys are NAME or out:NAME")
    let tolerance = Option(
      "--tolerance", taking: "t", .real(atLeast: 0),
      "how far off an element may be, as a part of the largest; 1e-4 for floats")
    let labels = Option(
      "--labels", taking: "key", .any, "count how often the largest is the one named here")
  }

  static let compare = Command(
    "compare", also: ["cmp"], .streams, "compare the outputs of `main` with those of a file",
    CompareKeys(),
    answers: .either([
      ["outputs": .list(comparison)], ["right": .integer, "samples": .integer],
    ]),
    details: ["A difference has the exit code 6."],
    examples: [.init("compare samples/models/digits_mlp.npz --tolerance 0.05", .finished)]
  ) { arguments, interpreter throws(Diagnostic) in
    if let key = arguments.labels {
      let (right, count) = try interpreter.session.accuracy(arguments.file, key: key)
      let percent = Double(right * 1000 / max(1, count)) / 10
      return Reply(
        "\(right, .number) of \(count) right (\(percent) %)",
        ["right": .integer(right), "samples": .integer(count)])
    }
    return comparisonReply(
      try interpreter.session.compareOutputs(arguments.file, tolerance: arguments.tolerance))
  }

  private static func comparisonReply(_ results: [Comparison]) -> Reply {
    let lines = results.map { result -> StyledText in
      let same = result.samples > 1 ? ", same class \(result.sameClass) of \(result.samples)" : ""
      guard let first = result.first else {
        return
          "\(result.name, .name): equal, \(result.count) elements, error \(rounded(result.error))\(same)"
      }
      return
        "\(result.name, .name): \("differs", .error) in \(result.differing) of \(result.count) elements, error \(rounded(result.error)), first \(first)\(same)"
    }
    var reply = Reply(lines, ["outputs": .list(results.map(\.json))])
    let differing = results.filter { $0.first != nil }
    if let one = differing.first, let first = one.first {
      reply.failure = .mismatch
      let notes = one.origin.map { ["it is computed by \($0)"] } ?? []
      reply.diagnostics = [
        .error("the outputs differ: \(first)", notes: notes, failure: .mismatch)
      ]
    }
    return reply
  }

  private static func rounded(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var exponent = 0
    var mantissa = value
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    return "\((mantissa * 10).rounded() / 10)e\(exponent)"
  }

}
