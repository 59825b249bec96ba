import Canvas
import Debugger
import Diagnostics
import Support

/// Streams of instructions, states of machines, and what came out.
enum StreamCommands {

  static let all: [Command] = [stream, assemble, state, output, compare]

  private enum StreamAction: String, CommandAction {
    case load, save, list, tokens

    var takes: ActionWords {
      switch self {
      case .load: .some("a folder or a file")
      case .save: .one("a folder")
      case .list: .nothing(flags: ["--asm"])
      case .tokens: .upTo(.max, "QUEUE=N")
      }
    }
  }

  private struct StreamKeys: Keys {
    let action = ActionArgument("action", StreamAction.self, or: .list, "`list` if left out")
    let words = SeveralArguments(
      "words", .folder, "the folder, or a file and MEMORY=FILE… or ADDRESS=FILE…; with `tokens` QUEUE=N…")
    let isPlain = Switch("--asm", "with `list`: assembler text and nothing else")
  }

  static let stream = Command(
    "stream", .streams, "load, save and list streams of instructions", StreamKeys(),
    answers: .either([
      StreamsAnswer.schema.adding(["stop": RunCommands.stop]), SavedStreams.schema,
      StreamsAnswer.schema, ["lines": .list(.text)], InitialTokensAnswer.schema,
      InitialTokensAnswer.schema.adding(["stop": RunCommands.stop]),
    ]),
    details: [
      "A stream is a folder with `insns.bin`, `dram_before.bin` and `manifest.json`. The end of"
        + " each of several streams is a stop, and `c` runs the next one on the same device."
        + " A file that is loaded holds instructions and nothing else, one behind the other; they"
        + " run over the memory that is loaded, or over files for memories, each of which stands"
        + " where the instructions load that memory from, or at an address. A folder without a manifest is taken so,"
        + " too: `instructions.bin`, and for `wgt` a file such as `weight.bin`.",
      "Streams that live on tokens which earlier ones have left get them with `tokens`; without"
        + " words it says how many each queue begins with. They stay when `assemble` brings other"
        + " instructions, and `save` keeps them.",
    ],
    examples: [
      "stream load samples/streams/gemm", .init("stream list", .stream),
      .init("stream list --asm", .stream), .init("stream tokens s2g=1", .stream),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments.action {
    case .load:
      let report = try interpreter.session.loadStreams(
        arguments.words[0], try memoryFiles(arguments.words.dropFirst()))
      let streams = try interpreter.session.streams()
      var reply = Reply(streams.lines + report.lines, streams.json)
      reply.result["stop"] = report.json
      return reply
    case .save: return Reply(try interpreter.session.saveStreams(arguments.words[0]))
    case .tokens: return try tokens(arguments.words, &interpreter)
    case .list:
      guard arguments.isPlain else { return Reply(try interpreter.session.streams()) }
      let lines = try interpreter.session.assemblerText()
      return Reply(lines.map { StyledText($0) }, ["lines": JSON(lines)])
    }
  }

  /// Files and where they stand, as `wgt=weight.bin` or `0x1000=input.bin`.
  private static func memoryFiles(
    _ words: some Sequence<String>
  ) throws(Diagnostic) -> [MemoryFile] {
    var files: [MemoryFile] = []
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      guard parts.count == 2, let first = parts[0].first, !parts[1].isEmpty else {
        throw .error(
          "`\(word)` is no `MEMORY=FILE`",
          hints: ["write `wgt=weight.bin`, or `0x1000=weight.bin` for an address"])
      }
      guard first.isNumber else {
        files.append(MemoryFile(parts[1], for: parts[0]))
        continue
      }
      let address = try parseNumber(parts[0], as: "the address of `\(parts[1])`")
      files.append(MemoryFile(parts[1], at: address))
    }
    return files
  }

  /// Says with how many tokens queues begin, or changes it.
  private static func tokens(
    _ words: [String], _ interpreter: inout Interpreter
  ) throws(Diagnostic) -> Reply {
    var counts: [String: Int] = [:]
    for word in words {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw .error("`\(word)` is no `QUEUE=N`", hints: ["write `stream tokens s2g=1`"])
      }
      let count = try parseNumber(parts[1], as: "the tokens of `\(parts[0])`")
      guard counts.updateValue(count, forKey: parts[0]) == nil else {
        throw .error("`\(parts[0])` is given twice")
      }
    }
    let report = counts.isEmpty ? nil : try interpreter.session.setInitialTokens(counts)
    let answer = try interpreter.session.initialTokens()
    guard let report else { return Reply(answer) }
    var reply = Reply(answer.lines + report.lines, answer.json)
    reply.result["stop"] = report.json
    return reply
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

  private enum StateAction: String, CommandAction {
    case hash, save

    var takes: ActionWords { self == .save ? .one("a folder") : .nothing() }
  }

  private struct StateKeys: Keys {
    let action = ActionArgument("action", StateAction.self, or: .hash, "`hash` if left out")
    let folder = OptionalArgument("folder", .folder, "the folder, for `save`")
  }

  static let state = Command(
    "state", .streams, "hash or save the state of the machine", StateKeys(),
    answers: .either([["hash": .text], WrittenFilesAnswer.schema]),
    examples: [.init("state hash", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments.action {
    case .hash:
      let hash = try interpreter.session.stateHash()
      return Reply(StyledText(hash), ["hash": .text(hash)])
    case .save:
      let files = try interpreter.session.saveState(arguments.folder ?? "")
      return Reply(WrittenFilesAnswer(files: files))
    }
  }

  private struct OutputKeys: Keys {
    let file = OptionalArgument(
      "file", .file("npz"), "an archive, by the names of the outputs")
  }

  static let output = Command(
    "output", .streams, "show or write the outputs of `main`", OutputKeys(),
    answers: TensorListAnswer.schema("outputs").adding(["file?": .text]),
    examples: [.init("output", .finished)]
  ) { arguments, interpreter throws(Diagnostic) in
    guard let file = arguments.file else {
      try interpreter.session.requireOutputs()
      return Reply(
        TensorListAnswer(word: "outputs", tensors: interpreter.session.outputViews))
    }
    let outputs = try interpreter.session.writeOutputs(file)
    var reply = Reply(TensorListAnswer(word: "outputs", tensors: outputs))
    reply.result["file"] = .text(file)
    return reply
  }

  private struct CompareKeys: Keys {
    let file = Argument("file", .file("npz"), "keys are NAME or out:NAME")
    let tolerance = Option(
      "--tolerance", taking: "t", .real(atLeast: 0),
      "how far off an element may be, as a part of the largest; 1e-4 for floats")
    let labels = Option(
      "--labels", taking: "key", .any, "count how often the largest is the one named here")
    let kind = Exclusive(["--labels"], and: ["--tolerance"])
  }

  static let compare = Command(
    "compare", also: ["cmp"], .streams, "compare the outputs of `main` with those of a file",
    CompareKeys(),
    answers: .either([
      ComparisonAnswer.schema, ["right": .integer, "samples": .integer],
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
    var reply = Reply(ComparisonAnswer(outputs: results))
    if let one = results.first(where: { $0.first != nil }), let first = one.first {
      reply.failure = .mismatch
      reply.diagnostics = [
        .error(
          "the outputs differ: \(one.place(of: first))",
          notes: one.origin.map { ["it is computed by \($0.text)"] } ?? [], failure: .mismatch)
      ]
    }
    return reply
  }

}
