import Canvas
import Debugger
import Diagnostics
import Support

/// Streams of instructions, states of machines, and what came out.
enum StreamCommands {

  static let all: [Command] = [stream, assemble, state, output, compare]

  static let stream = Command(
    CommandInfo(
      "stream", .streams, "load, save and list streams of instructions",
      [
        Parameter("action", .choice(["load", "save", "list"]), .optional, "`list` if left out"),
        Parameter("folder", .folder, .optional, "the folder"),
      ],
      flags: [Flag("--asm", "with `list`: assembler text and nothing else")],
      details: [
        "A stream is a folder with `insns.bin`, `dram_before.bin` and `manifest.json`. The end of"
          + " each of several streams is a stop, and `c` runs the next one on the same device."
      ],
      examples: [
        "stream load samples/streams/gemm", .init("stream list", .stream),
        .init("stream list --asm", .stream),
      ])
  ) { arguments, interpreter throws(Diagnostic) in
    let folder = arguments["folder"]
    switch arguments["action"] ?? "list" {
    case "load":
      guard let folder else { throw .error("`stream load` needs a folder") }
      let report = try interpreter.session.loadStreams(folder)
      let lines = try interpreter.session.streamLines()
      return Reply(
        lines.map { StyledText($0) } + report.lines, ["stop": report.json, "streams": JSON(lines)])
    case "save":
      guard let folder else { throw .error("`stream save` needs a folder") }
      let lines = try interpreter.session.saveStreams(folder)
      return Reply(lines.map { StyledText($0) }, ["files": JSON(lines)])
    case "list":
      let isPlain = arguments.has("--asm")
      let lines =
        isPlain
        ? try interpreter.session.assemblerText() : try interpreter.session.streamLines()
      return Reply(lines.map { StyledText($0) }, ["lines": JSON(lines)])
    case let word:
      throw .error("`\(word)` is nothing that `stream` does", hints: ["expected load, save, list"])
    }
  }

  static let assemble = Command(
    CommandInfo(
      "assemble", also: ["asm"], .streams, "make a listing the current stream",
      [
        Parameter("file", .file(["asm", "s", "txt"]), "the file, as `stream list --asm` prints it")
      ],
      details: [
        "It runs over the memory that is loaded. `;` begins a comment."
      ],
      examples: [.init("assemble samples/streams/deadlock/repaired.asm", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    RunCommands.reply(try interpreter.session.assemble(arguments.required("file")))
  }

  static let state = Command(
    CommandInfo(
      "state", .streams, "hash or save the state of the machine",
      [
        Parameter("action", .choice(["hash", "save"]), .optional, "`hash` if left out"),
        Parameter("folder", .folder, .optional, "the folder"),
      ],
      examples: [.init("state hash", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments["action"] ?? "hash" {
    case "hash":
      let hash = try interpreter.session.stateHash()
      return Reply(StyledText(hash), ["hash": .text(hash)])
    case "save":
      guard let folder = arguments["folder"] else { throw .error("`state save` needs a folder") }
      let lines = try interpreter.session.saveState(folder)
      return Reply(lines.map { StyledText($0) }, ["files": JSON(lines)])
    case let word:
      throw .error("`\(word)` is nothing that `state` does", hints: ["expected hash, save"])
    }
  }

  static let output = Command(
    CommandInfo(
      "output", .streams, "show or write the outputs of `main`",
      [Parameter("file", .file(["npz"]), .optional, "an archive, by the names of the outputs")],
      examples: [.init("output", .finished)])
  ) { arguments, interpreter throws(Diagnostic) in
    guard let file = arguments["file"] else {
      let lines = interpreter.session.outputLines
      guard !lines.isEmpty else {
        throw .error("the program has not run to its end", hints: ["`run` runs it"])
      }
      return Reply(lines.map { StyledText($0) }, ["outputs": JSON(lines)])
    }
    let lines = try interpreter.session.writeOutputs(file)
    return Reply(lines.map { StyledText($0) }, ["file": .text(file), "outputs": JSON(lines)])
  }

  static let compare = Command(
    CommandInfo(
      "compare", also: ["cmp"], .streams, "compare the outputs of `main` with those of a file",
      [Parameter("file", .file(["npz"]), "keys are NAME or out:NAME")],
      flags: [
        Flag(
          "--tolerance", taking: "t", .word,
          "how far off an element may be, as a part of the largest; 1e-4 for floats"),
        Flag("--labels", taking: "key", .word, "count how often the largest is the one named here"),
      ],
      details: ["A difference has the exit code 6."],
      examples: [.init("compare samples/models/digits_mlp.npz --tolerance 0.05", .finished)])
  ) { arguments, interpreter throws(Diagnostic) in
    let file = arguments.required("file")
    if let key = arguments.value(of: "--labels") {
      let (right, count) = try interpreter.session.accuracy(file, key: key)
      let percent = Double(right * 1000 / max(1, count)) / 10
      return Reply(
        "\(right, .number) of \(count) right (\(percent) %)",
        ["right": .integer(right), "samples": .integer(count)])
    }
    var tolerance: Double?
    if let word = arguments.value(of: "--tolerance") {
      guard let number = Double(word), number >= 0 else {
        throw .error("`\(word)` is no tolerance", hints: ["expected a number, such as 1e-3"])
      }
      tolerance = number
    }
    let results = try interpreter.session.compareOutputs(file, tolerance: tolerance)
    return comparisonReply(results)
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
