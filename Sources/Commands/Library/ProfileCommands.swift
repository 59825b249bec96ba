import Canvas
import Debugger
import Diagnostics
import Support

/// Where time goes.
enum ProfileCommands {

  static let all: [Command] = [timing, schedule, lint, profile, timeline, export]

  private struct TimingKeys: Keys {
    let name = RestOfLine(
      "name", .word,
      "`functional`, where an instruction is one step, or a timing as NAME{number=value,…}")
  }

  static let timing = Command(
    "timing", .running, "show the clocks, or choose the one that runs use", TimingKeys(),
    answers: .either([["timing": .text], ClocksAnswer.schema]),
    details: [
      "The cycle clock counts by a timing of the accelerator's description. What runs begins again."
    ],
    examples: ["timing", "timing rtl-2021{dram-latency=20}", "timing functional"]
  ) { arguments, interpreter throws(Diagnostic) in
    if let text = arguments.name {
      try interpreter.session.setClock(text)
      let name = interpreter.session.clockText
      return Reply("clock \(name, .name)", ["timing": .text(name)])
    }
    return Reply(try interpreter.session.clocks())
  }

  private enum Order: String, CommandAction {
    case show, fifo, random
    case worstFirst = "worst-first"
    case replay, save

    var takes: ActionWords {
      switch self {
      case .show, .fifo, .worstFirst: .nothing()
      case .random: .upTo(1, "a seed")
      case .replay, .save: .one("a file")
      }
    }
  }

  private struct ScheduleKeys: Keys {
    let order = ActionArgument(
      "order", Order.self, or: .show, "the order; `show`, what it is now, if left out")
    let argument = OptionalArgument("argument", .any, "the seed, or the file")
  }

  static let schedule = Command(
    "schedule", also: ["sch"], .running, "say which unit goes on where several could",
    ScheduleKeys(),
    answers: .either([["schedule": .text], ["file": .text, "instructions": .integer]]),
    details: [
      "`fifo` runs instructions in their order wherever tokens let it, `worst-first` lets units run"
        + " as far ahead as tokens allow, and the same seed gives the same order. A program whose"
        + " result depends on the order has a race.",
      "`schedule save FILE` writes the order in which instructions have run, and `schedule replay"
        + " FILE` keeps to it.",
    ],
    examples: ["schedule", "schedule random 7", "schedule worst-first", "schedule fifo"]
  ) { arguments, interpreter throws(Diagnostic) in
    let file = arguments.argument ?? ""
    switch arguments.order {
    case .show: break
    case .save:
      let saved = try interpreter.session.saveSchedule(file)
      return Reply(
        StyledText("\(saved.path): \(saved.instructionCount) instructions"),
        ["file": .text(saved.path), "instructions": .integer(saved.instructionCount)])
    case .replay: try interpreter.session.setSchedule(.replay(file: file))
    case .random:
      try interpreter.session.setSchedule(.random(seed: seed(arguments.argument)))
    case .fifo: try interpreter.session.setSchedule(.fifo)
    case .worstFirst: try interpreter.session.setSchedule(.worstFirst)
    }
    let text = interpreter.session.scheduleText
    return Reply("schedule \(text, .name)", ["schedule": .text(text)])
  }

  /// The seed that `word` is, or the one that is taken where there is no word.
  private static func seed(_ word: String?) throws(Diagnostic) -> UInt64 {
    guard let word else { return 1 }
    guard let seed = UInt64(word) else {
      throw .error("`\(word)` is no seed", hints: ["`schedule random 7`"])
    }
    return seed
  }

  private struct LintKeys: Keys {
    let implementation = Option(
      "--for", taking: "name", .any, "list what an implementation does otherwise: rtl-2021")
    let queueDepth = Option(
      "--queue-depth", taking: "n", .count, "warn of more instructions of a unit than that")
    let tokenDepth = Option(
      "--token-depth", taking: "n", .count, "warn of more tokens in a queue than that")
  }

  static let lint = Command(
    "lint", also: ["li"], .looking, "say what is wrong with instructions before they run",
    LintKeys(),
    answers: LintAnswer.schema,
    details: [
      "Faults, deadlocks and races, which a run would stop at; reads of what nothing wrote, writes"
        + " that nothing reads, stores over stores, tokens that are left, and ends of streams.",
      "A deadlock has the exit code 4, a race 5, another error 1.",
    ],
    examples: [
      .init("lint", .stream), .init("lint --queue-depth 512", .lowered),
      .init("lint --for rtl-2021", .stream),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    let answer = try interpreter.session.lint(
      for: arguments.implementation, queueDepth: arguments.queueDepth,
      tokenDepth: arguments.tokenDepth)
    var reply = Reply(answer)
    reply.failure = answer.failure
    return reply
  }

  private struct ProfileKeys: Keys {
    let key = Option(
      "--by", taking: "what", .choice(ProfileKey.self, also: ["insn": .instruction]),
      "a row for each unit, node of the model, instruction, or statement of tile IR")
  }

  static let profile = Command(
    "profile", also: ["prof"], .looking, "say where cycles and bytes go", ProfileKeys(),
    answers: ProfileAnswer.schema,
    details: [
      "Time does not depend on values, so nothing has to run. Every cycle of every unit is counted"
        + " once: the columns of units add up to the total.",
      "It counts by the clock that `timing` chose, or by the first one of the accelerator.",
    ],
    examples: [
      .init("profile", .stream), .init("profile --by op", .lowered),
      .init("profile --by instruction", .stream),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    let key = arguments.key ?? .unit
    let limit = interpreter.session.settings.lineLimit
    let profile = try interpreter.session.profile(by: key)
    return Reply(ProfileAnswer(profile: profile, limit: limit > 0 ? limit : 40))
  }

  private struct TimelineKeys: Keys {
    let first = OptionalArgument("first", .location, "the first instruction, `#10`")
    let last = OptionalArgument("last", .location, "the last one")
    let width = Option(
      "--width", taking: "n", .number(20 ... 10000), "how wide a line may be; 80")
  }

  static let timeline = Command(
    "timeline", also: ["ti"], .looking, "draw what every unit did over time", TimelineKeys(),
    answers: TimelineAnswer.schema,
    examples: [.init("timeline", .stream), .init("timeline #1 #3 --width 60", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    QueryCommands.reply(
      try interpreter.session.timeline(
        from: arguments.first, to: arguments.last, width: arguments.width ?? 80))
  }

  private struct ExportKeys: Keys {
    let format = Argument(
      "format", .exportFormat,
      "Perfetto or Chrome (JSON), Konata, a waveform viewer, or a table; `dot` and `svg`: the "
        + "graph; `memory`: the storages of the host over time (SVG)"
    )
    let file = Argument("file", .file("json", "log", "vcd", "csv", "dot", "svg"), "the file")
  }

  static let export = Command(
    "export", .looking, "write what units did over time, or the graph, for another tool",
    ExportKeys(),
    answers: .either([ExportAnswer.schema, PictureAnswer.schema, MemoryPictureAnswer.schema]),
    details: [
      "`dot` and `svg` are the graph with its regions as `partition` makes them. Each accelerator"
        + " has a colour and a hatching of its own."
    ],
    examples: [
      .init("export perfetto /tmp/sluice-example.json", .stream),
      .init("export svg /tmp/sluice-example.svg", .lowered),
      .init("export memory /tmp/sluice-example.svg", .lowered),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments.format {
    case .memory:
      let session = interpreter.session
      let storage = try session.storages()
      return Reply(
        MemoryPictureAnswer(
          file: try session.writeText(storage.svg, to: arguments.file),
          storages: storage.storages.count, byteCount: storage.byteCount,
          steps: storage.steps.count))
    case .trace(let format):
      return Reply(try interpreter.session.export(format, to: arguments.file))
    case .picture(let format):
      let session = interpreter.session
      let picture = try session.picture(try session.partition())
      return Reply(
        PictureAnswer(
          file: try session.writeText(format.text(of: picture), to: arguments.file),
          picture: picture))
    }
  }

}
