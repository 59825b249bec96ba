import Canvas
import Debugger
import Diagnostics
import Support

/// Running and stepping, both ways.
enum RunCommands {

  static let all: [Command] = [
    run, start, resume, step, next, stepInstruction, nextOfUnit, stepMicroOp, stepTick, finish,
    until, advance,
  ]

  /// The answer that a stop is.
  static func reply(_ report: StopReport) -> Reply {
    var reply = Reply(report.lines, ["stop": report.json])
    if let failure = report.failure {
      reply.failure = failure
      let hints = failure == .interrupted ? [] : ["`why` says more, `rsi` goes one step back"]
      reply.diagnostics = [.error(report.reason, hints: hints, failure: failure)]
    }
    return reply
  }

  private static let count = Parameter("count", .number, .optional, "how many times")

  static let run = Command(
    CommandInfo(
      "run", also: ["r"], .running, "run from the beginning to the next stop",
      details: [
        "A program runs as it stands: operators on the host, regions on their accelerators.",
        "With more samples than the model takes at once it runs for all of them.",
      ],
      examples: [.init("run", .model), .init("run", .stream)])
  ) { _, interpreter throws(Diagnostic) in reply(try interpreter.session.run()) }

  static let start = Command(
    CommandInfo(
      "start", .running, "go to the first instruction",
      examples: [.init("start", .lowered), .init("start", .stream)])
  ) { _, interpreter throws(Diagnostic) in reply(try interpreter.session.start()) }

  static let resume = Command(
    CommandInfo(
      "continue", also: ["c", "fg"], .running, "go on to the next stop", [count],
      details: ["With a count: past so many stops less one."],
      examples: [.init("c", .stream), .init("rev c", .stream)], repeats: true,
      reversed: ["rc", "reverse-continue"])
  ) { arguments, interpreter throws(Diagnostic) in
    let count = try arguments.count()
    var answer = Reply()
    for _ in 0 ..< count {
      let report =
        arguments.isReversed
        ? try interpreter.session.resumeBack() : try interpreter.session.resume()
      answer = reply(report)
      if answer.failure != nil || ["end", "start"].contains(report.kind) { break }
    }
    return answer
  }

  /// A command that steps by `unit`.
  private static func stepping(
    _ name: String, also aliases: [String], _ summary: String, reversed: [String],
    examples: [CommandInfo.Example], _ unit: StepUnit
  ) -> Command {
    Command(
      CommandInfo(
        name, also: aliases, .running, summary, [count], examples: examples, repeats: true,
        reversed: reversed)
    ) { arguments, interpreter throws(Diagnostic) in
      reply(
        try interpreter.session.step(
          unit, count: arguments.count(), isBackwards: arguments.isReversed))
    }
  }

  static let step = stepping(
    "step", also: ["s"], "go to the next statement of the tile program",
    reversed: ["rs", "reverse-step"], examples: [.init("s", .lowered)], .statement)

  static let next = stepping(
    "next", also: ["n"], "go to the next node of the graph",
    reversed: ["rn", "reverse-next"], examples: [.init("n", .lowered)], .operation)

  static let stepInstruction = stepping(
    "stepi", also: ["si"], "go to the next instruction",
    reversed: ["rsi", "reverse-stepi"],
    examples: [.init("si 2", .stream), .init("rsi", .stream)], .instruction)

  static let stepMicroOp = stepping(
    "stepu", also: ["su"], "go one micro-op, or one row of a transfer",
    reversed: ["rsu", "reverse-stepu"], examples: [.init("su", .stream)], .microOp)

  static let stepTick = stepping(
    "stept", also: ["st"], "go one cycle of the cycle clock",
    reversed: ["rst", "reverse-stept"], examples: [.init("st 10", .timed)], .cycle)

  static let nextOfUnit = Command(
    CommandInfo(
      "nexti", also: ["ni"], .running, "go to the next instruction of the same unit",
      [count, Parameter("unit", .unit, .optional, "the unit, if it is another one")],
      examples: [.init("ni", .stream)], repeats: true, reversed: ["rni", "reverse-nexti"])
  ) { arguments, interpreter throws(Diagnostic) in
    var unit = arguments["unit"]
    var count = 1
    if let word = arguments["count"] {
      if Int(word) == nil, unit == nil { unit = word } else { count = try arguments.count() }
    }
    return reply(
      try interpreter.session.step(
        .unit(unit), count: count, isBackwards: arguments.isReversed))
  }

  static let finish = Command(
    CommandInfo(
      "finish", also: ["fin"], .running, "go on to the end of what runs now",
      [
        Parameter(
          "level", .choice(["tile", "op", "region"]), .optional,
          "the statement, the node, or all instructions of the region; `op` if left out")
      ],
      examples: [.init("fin", .lowered)], reversed: ["rfin", "reverse-finish"])
  ) { arguments, interpreter throws(Diagnostic) in
    let unit: StepUnit
    switch arguments["level"] ?? "op" {
    case "tile": unit = .statement
    case "op": unit = .operation
    case "region", "pass", "kernel":
      return reply(
        try interpreter.session.go(to: arguments.isReversed ? "start" : "end"))
    case let word:
      throw .error("`\(word)` is no level", hints: ["expected tile, op, region"])
    }
    return reply(
      try interpreter.session.step(unit, count: 1, isBackwards: arguments.isReversed))
  }

  static let until = Command(
    CommandInfo(
      "until", also: ["u"], .running, "go on to a location, or until a condition holds",
      [Parameter("location", .location, .rest, "a location or an expression")],
      details: ["An expression is looked at after each instruction."],
      examples: [.init("u #2", .stream), .init("u $pos >= 2", .stream)],
      reversed: ["ru", "reverse-until"])
  ) { arguments, interpreter throws(Diagnostic) in
    reply(
      try interpreter.session.goOn(
        until: arguments["location"] ?? "", isBackwards: arguments.isReversed))
  }

  static let advance = Command(
    CommandInfo(
      "advance", also: ["adv"], .running, "go on to a location",
      [Parameter("location", .location, .rest, "the location")],
      examples: [.init("adv #2", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    reply(
      try interpreter.session.goOn(until: arguments["location"] ?? "", isBackwards: false))
  }

}
