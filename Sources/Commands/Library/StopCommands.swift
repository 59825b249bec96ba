import Canvas
import Debugger
import Diagnostics
import Support

/// Breakpoints, watchpoints and logs.
enum StopCommands {

  static let all: [Command] =
    settings + [catching, delete, enable, disable, condition, ignore]

  private struct PlaceKeys: Keys {
    let place: RestOfLine
    init(_ name: String, _ summary: String) { place = RestOfLine(name, .location, summary) }
  }

  /// A command for each kind of entry.
  static let settings: [Command] = allStopKinds.map { kind in
    Command(
      kind.command, also: kind.aliases, .stopping, kind.summary,
      kind.takesText
        ? PlaceKeys("text", "LOCATION, \"text with %d\", expression, …")
        : PlaceKeys("location", "a location, with `if EXPRESSION` behind it"),
      answers: StopAnswer.schema,
      details: kind.takesText ? [] : ["`help locations` shows what a location can be."],
      examples: kind.examples.map { .init($0, .stream) }
    ) { arguments, interpreter throws(Diagnostic) in
      Reply(try interpreter.session.addStop(kind, arguments.place ?? ""))
    }
  }

  private enum Event: String, CommandAction {
    case pass, fault, deadlock, race, verify

    var takes: ActionWords { self == .pass ? .one("a pass") : .nothing() }
  }

  private struct CatchKeys: Keys {
    let event = ActionArgument("event", Event.self, "the event")
    let name = OptionalArgument("name", .pass, "for `pass`: which")
  }

  static let catching = Command(
    "catch", .stopping, "stop at an event", CatchKeys(),
    answers: .either([StopAnswer.schema, .nothing]),
    details: [
      "Faults, deadlocks, races and broken laws always stop, with or without this; `set stop-at-races"
        + " off` passes races."
    ],
    examples: [.init("catch pass quantize", .model), .init("catch deadlock", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments.event {
    case .pass:
      return Reply(
        try interpreter.session.addStop(.breakpoint, "pass:\(arguments.name ?? "")"))
    case .race:
      try interpreter.session.requireAnalysis()
      return Reply("it stops at races, unless `set stop-at-races off` says otherwise")
    case .fault, .deadlock, .verify:
      return Reply("it always stops at a \(arguments.event.rawValue)")
    }
  }

  private struct NumberKeys: Keys {
    let numbers = SeveralArguments(
      "numbers", .breakpoint, "their numbers; all of them if left out")
  }

  static let delete = Command(
    "delete", also: ["d"], .stopping, "delete breakpoints", NumberKeys(),
    answers: .nothing,
    examples: [.init("delete", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.deleteStops(arguments.numbers)
    return Reply()
  }

  static let enable = Command(
    "enable", also: ["en"], .stopping, "stop at breakpoints again", NumberKeys(),
    answers: .nothing,
    examples: [.init("enable", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.setStops(arguments.numbers, enabled: true)
    return Reply()
  }

  static let disable = Command(
    "disable", also: ["dis"], .stopping, "do not stop at breakpoints for now", NumberKeys(),
    answers: .nothing,
    examples: [.init("disable", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.setStops(arguments.numbers, enabled: false)
    return Reply()
  }

  private struct ConditionKeys: Keys {
    let number = Argument("number", .breakpoint, "its number")
    let expression = RestOfLine("expression", .expression, "the condition; none if left out")
  }

  static let condition = Command(
    "condition", also: ["cond"], .stopping, "give a breakpoint a condition, or none",
    ConditionKeys(), answers: .nothing,
    examples: [.init("condition 1 acc[0][0] > 127", .stopped)]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.setCondition(arguments.number, arguments.expression ?? "")
    return Reply()
  }

  private struct IgnoreKeys: Keys {
    let number = Argument("number", .breakpoint, "its number")
    let count = Argument("count", .number(0 ... .max), "how many times")
  }

  static let ignore = Command(
    "ignore", .stopping, "pass a breakpoint some times without a stop", IgnoreKeys(),
    answers: ["breakpoint": .integer, "ignored": .integer],
    examples: [.init("ignore 1 2", .stopped)]
  ) { arguments, interpreter throws(Diagnostic) in
    let (number, count) = (arguments.number, arguments.count)
    try interpreter.session.ignoreStop(number, count)
    let line: StyledText =
      switch count {
      case 0: "\(number, .number) stops at its next hit"
      case 1: "\(number, .number) does not stop at its next hit"
      default: "\(number, .number) does not stop at its next \(count, .number) hits"
      }
    return Reply(line, ["breakpoint": .integer(number), "ignored": .integer(count)])
  }

}
