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

  /// The form of a stop.
  static let stop = StopReport.schema

  /// The answer that a stop is.
  static func reply(_ report: StopReport) -> Reply {
    var reply = Reply(report.lines, ["stop": report.json])
    if let failure = report.failure {
      reply.failure = failure
      let hints = failure == .interrupted ? [] : ["`why` says more, `rsi` goes one step back"]
      let text = report.reasons.filter { $0.failure != nil }.map { $0.text(report.direction) }
      reply.diagnostics = [
        .error(text.joined(separator: ", "), hints: hints, failure: failure)
      ]
    }
    return reply
  }

  static let run = Command(
    "run", also: ["r"], .running, "run from the beginning to the next stop",
    answers: ["stop": stop],
    details: [
      "A program runs as it stands: operators on the host, regions on their accelerators.",
      "With more samples than the model takes at once it runs for all of them.",
    ],
    examples: [.init("run", .model), .init("run", .stream)]
  ) { interpreter throws(Diagnostic) in reply(try interpreter.session.run()) }

  static let start = Command(
    "start", .running, "go to the first instruction",
    answers: ["stop": stop],
    examples: [.init("start", .lowered), .init("start", .stream)]
  ) { interpreter throws(Diagnostic) in reply(try interpreter.session.start()) }

  private struct CountKeys: Keys {
    let count = Argument("count", .count, or: 1, "how many times")
    let isReversed: Reversal
    init(_ isReversed: Reversal) { self.isReversed = isReversed }
  }

  static let resume = Command(
    "continue", also: ["c", "fg"], .running, "go on to the next stop",
    CountKeys(Reversal("rc", "reverse-continue")),
    answers: ["stop": stop],
    details: ["With a count: past so many stops less one."],
    examples: [.init("c", .stream), .init("rev c", .stream)], repeats: true
  ) { arguments, interpreter throws(Diagnostic) in
    var answer = Reply()
    for _ in 0 ..< arguments.count {
      let report = try interpreter.session.resume(Direction(isBackwards: arguments.isReversed))
      answer = reply(report)
      if answer.failure != nil || report.isEnd || report.isStart { break }
    }
    return answer
  }

  /// A command that steps by `unit`.
  private static func stepping(
    _ name: String, also aliases: [String], _ summary: String, reversed: Reversal,
    examples: [CommandInfo.Example], _ unit: StepUnit
  ) -> Command {
    Command(
      name, also: aliases, .running, summary, CountKeys(reversed), answers: ["stop": stop],
      examples: examples,
      repeats: true
    ) { arguments, interpreter throws(Diagnostic) in
      reply(
        try interpreter.session.step(
          unit, count: arguments.count, Direction(isBackwards: arguments.isReversed)))
    }
  }

  static let step = stepping(
    "step", also: ["s"], "go to the next statement of the tile program",
    reversed: Reversal("rs", "reverse-step"), examples: [.init("s", .lowered)], .statement)

  static let next = stepping(
    "next", also: ["n"], "go to the next node of the graph",
    reversed: Reversal("rn", "reverse-next"), examples: [.init("n", .lowered)], .operation)

  static let stepInstruction = stepping(
    "stepi", also: ["si"], "go to the next instruction",
    reversed: Reversal("rsi", "reverse-stepi"),
    examples: [.init("si 2", .stream), .init("rsi", .stream)], .instruction)

  static let stepMicroOp = stepping(
    "stepu", also: ["su"], "go one micro-op, or one row of a transfer",
    reversed: Reversal("rsu", "reverse-stepu"), examples: [.init("su", .stream)], .microOp)

  static let stepTick = stepping(
    "stept", also: ["st"], "go one cycle of the cycle clock",
    reversed: Reversal("rst", "reverse-stept"), examples: [.init("st 10", .timed)], .cycle)

  private struct UnitKeys: Keys {
    let count = Argument("count", .countOrUnit, or: .count(1), "how many times")
    let unit = OptionalArgument("unit", .of(.unit), "the unit, if it is another one")
    let isReversed = Reversal("rni", "reverse-nexti")
  }

  static let nextOfUnit = Command(
    "nexti", also: ["ni"], .running, "go to the next instruction of the same unit", UnitKeys(),
    answers: ["stop": stop],
    examples: [.init("ni", .stream)], repeats: true
  ) { arguments, interpreter throws(Diagnostic) in
    let (unit, count) =
      switch arguments.count {
      case .count(let count): (arguments.unit, count)
      case .unit(let name): (name, 1)
      }
    return reply(
      try interpreter.session.step(
        .unit(unit), count: count, Direction(isBackwards: arguments.isReversed)))
  }

  private enum Level: String, CaseIterable { case tile, op, region }

  private struct FinishKeys: Keys {
    let level = Argument(
      "level", .choice(Level.self, also: ["pass": .region, "kernel": .region]), or: .op,
      "the statement, the node, or all instructions of the region; `op` if left out")
    let isReversed = Reversal("rfin", "reverse-finish")
  }

  static let finish = Command(
    "finish", also: ["fin"], .running, "go on to the end of what runs now", FinishKeys(),
    answers: ["stop": stop],
    examples: [.init("fin", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    let unit: StepUnit
    switch arguments.level {
    case .tile: unit = .statement
    case .op: unit = .operation
    case .region: unit = .region
    }
    return reply(
      try interpreter.session.step(unit, count: 1, Direction(isBackwards: arguments.isReversed)))
  }

  private struct UntilKeys: Keys {
    let location = RestOfLine("location", .location, "a location or an expression")
    let isReversed = Reversal("ru", "reverse-until")
  }

  static let until = Command(
    "until", also: ["u"], .running, "go on to a location, or until a condition holds",
    UntilKeys(),
    answers: ["stop": stop],
    details: ["An expression is looked at after each instruction."],
    examples: [.init("u #2", .stream), .init("u $pos >= 2", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    reply(
      try interpreter.session.goOn(
        until: arguments.location ?? "", Direction(isBackwards: arguments.isReversed)))
  }

  private struct AdvanceKeys: Keys {
    let location = RestOfLine("location", .location, "the location")
  }

  static let advance = Command(
    "advance", also: ["adv"], .running, "go on to a location", AdvanceKeys(),
    answers: ["stop": stop],
    examples: [.init("adv #2", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    reply(
      try interpreter.session.goOn(until: arguments.location ?? "", .forward))
  }

}

/// How many times, or at that place the name of a unit.
private enum CountOrUnit: Sendable {
  case count(Int)
  case unit(String)
}

extension Word where Value == CountOrUnit {

  fileprivate static var countOrUnit: Word {
    Word(.number) { word, purpose throws(Diagnostic) in
      guard word.first?.isNumber == true || word.hasPrefix("-") else { return .unit(word) }
      return .count(try Word<Int>.count.read(word, purpose))
    }
  }

}
