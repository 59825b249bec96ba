import Canvas
import Debugger
import Diagnostics
import Support

/// Where time goes.
enum ProfileCommands {

  static let all: [Command] = [timing, schedule, lint, profile, timeline, export]

  static let timing = Command(
    CommandInfo(
      "timing", .running, "show the clocks, or choose the one that runs use",
      [
        Parameter(
          "name", .word, .rest,
          "`functional`, where an instruction is one step, or a timing as NAME{number=value,…}")
      ],
      details: [
        "The cycle clock counts by a timing of the accelerator's description. What runs begins again."
      ],
      examples: ["timing", "timing rtl-2021{dram-latency=20}", "timing functional"])
  ) { arguments, interpreter throws(Diagnostic) in
    if let text = arguments["name"] {
      try interpreter.session.setClock(text)
      let name = interpreter.session.clockText
      return Reply("clock \(name, .name)", ["timing": .text(name)])
    }
    let (lines, json) = try interpreter.session.clockLines()
    return Reply(lines, json)
  }

  static let schedule = Command(
    CommandInfo(
      "schedule", also: ["sch"], .running, "say which unit goes on where several could",
      [
        Parameter(
          "order", .choice(["fifo", "random", "worst-first", "replay", "save"]), .optional,
          "the order; without it, what it is now"),
        Parameter("argument", .word, .optional, "the seed, or the file"),
      ],
      details: [
        "`fifo` runs instructions in their order wherever tokens let it, `worst-first` lets units run"
          + " as far ahead as tokens allow, and the same seed gives the same order. A program whose"
          + " result depends on the order has a race.",
        "`schedule save FILE` writes the order in which instructions have run, and `schedule replay"
          + " FILE` keeps to it.",
      ],
      examples: ["schedule", "schedule random 7", "schedule worst-first", "schedule fifo"])
  ) { arguments, interpreter throws(Diagnostic) in
    guard let word = arguments["order"] else {
      let text = interpreter.session.scheduleText
      return Reply("schedule \(text, .name)", ["schedule": .text(text)])
    }
    let argument = arguments["argument"]
    if word == "save" {
      guard let file = argument else { throw .error("`schedule save` needs a file") }
      let line = try interpreter.session.saveSchedule(file)
      return Reply(StyledText(line), ["file": .text(file)])
    }
    try interpreter.session.setSchedule([word] + (argument.map { [$0] } ?? []))
    let text = interpreter.session.scheduleText
    return Reply("schedule \(text, .name)", ["schedule": .text(text)])
  }

  static let lint = Command(
    CommandInfo(
      "lint", also: ["li"], .looking, "say what is wrong with instructions before they run",
      flags: [
        Flag(
          "--for", taking: "name", .word, "list what an implementation does otherwise: rtl-2021"),
        Flag(
          "--queue-depth", taking: "n", .number, "warn of more instructions of a unit than that"),
        Flag("--token-depth", taking: "n", .number, "warn of more tokens in a queue than that"),
      ],
      details: [
        "Faults, deadlocks and races, which a run would stop at; reads of what nothing wrote, writes"
          + " that nothing reads, stores over stores, tokens that are left, and ends of streams.",
        "A deadlock has the exit code 4, a race 5, another error 1.",
      ],
      examples: [
        .init("lint", .stream), .init("lint --queue-depth 512", .lowered),
        .init("lint --for rtl-2021", .stream),
      ])
  ) { arguments, interpreter throws(Diagnostic) in
    let (result, failure) = try interpreter.session.lint(
      for: arguments.value(of: "--for"), queueDepth: arguments.number(of: "--queue-depth"),
      tokenDepth: arguments.number(of: "--token-depth"))
    var reply = QueryCommands.reply(result)
    reply.failure = failure
    return reply
  }

  static let profile = Command(
    CommandInfo(
      "profile", also: ["prof"], .looking, "say where cycles and bytes go",
      flags: [
        Flag(
          "--by", taking: "what", .choice(ProfileKey.allCases.map(\.rawValue)),
          "a row for each unit, node of the model, instruction, or statement of tile IR")
      ],
      details: [
        "Time does not depend on values, so nothing has to run. Every cycle of every unit is counted"
          + " once: the columns of units add up to the total.",
        "It counts by the clock that `timing` chose, or by the first one of the accelerator.",
      ],
      examples: [
        .init("profile", .stream), .init("profile --by op", .lowered),
        .init("profile --by instruction", .stream),
      ])
  ) { arguments, interpreter throws(Diagnostic) in
    let word = arguments.value(of: "--by") ?? ProfileKey.unit.rawValue
    guard let key = ProfileKey(rawValue: word == "insn" ? "instruction" : word) else {
      throw .error(
        "`\(word)` is nothing to profile by",
        hints: ["expected \(ProfileKey.allCases.map(\.rawValue).joined(separator: ", "))"])
    }
    let limit = interpreter.session.settings.lineLimit
    let profile = try interpreter.session.profile(by: key)
    return Reply(profile.lines(by: key, limit: limit > 0 ? limit : 40), profile.json(by: key))
  }

  static let timeline = Command(
    CommandInfo(
      "timeline", also: ["ti"], .looking, "draw what every unit did over time",
      [
        Parameter("first", .location, .optional, "the first instruction, `#10`"),
        Parameter("last", .location, .optional, "the last one"),
      ],
      flags: [Flag("--width", taking: "n", .number, "how wide a line may be; 80")],
      examples: [.init("timeline", .stream), .init("timeline #1 #3 --width 60", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    let width = try arguments.number(of: "--width") ?? 80
    guard width >= 20, width <= 10000 else {
      throw .error("a line of \(width) is not possible", hints: ["expected 20 to 10000"])
    }
    return QueryCommands.reply(
      try interpreter.session.timeline(
        from: arguments["first"], to: arguments["last"], width: width))
  }

  static let export = Command(
    CommandInfo(
      "export", .looking, "write what units did over time for another tool",
      [
        Parameter(
          "format", .choice(TraceFormat.allCases.map(\.rawValue)),
          "Perfetto or Chrome (JSON), Konata, a waveform viewer, or a table"),
        Parameter("file", .file(["json", "log", "vcd", "csv"]), "the file"),
      ],
      examples: [.init("export perfetto /tmp/sluice-example.json", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    let word = arguments.required("format")
    guard let format = TraceFormat(rawValue: word) else {
      throw .error(
        "`\(word)` is no format",
        hints: ["expected \(TraceFormat.allCases.map(\.rawValue).joined(separator: ", "))"])
    }
    let file = arguments.required("file")
    let line = try interpreter.session.export(format, to: file)
    return Reply(StyledText(line), ["file": .text(file)])
  }

}
