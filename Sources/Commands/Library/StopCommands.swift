import Canvas
import Debugger
import Diagnostics
import Support

/// Breakpoints, watchpoints and logs.
enum StopCommands {

  static let all: [Command] = [
    setting(
      "break", also: ["b", "br"], "stop at a location", .breakpoint,
      ["b #2", "b tok:l2g[push]", "b #2 if acc[0][0] > 127"]),
    setting("tbreak", also: ["tb"], "stop at a location once", .temporary, ["tb #1"]),
    setting("watch", "stop after a write to a part of a memory", .write, ["watch acc[0:4]"]),
    setting("rwatch", "stop after a read from a part of a memory", .read, ["rwatch inp[0]"]),
    setting("awatch", "stop after a read or a write", .access, ["awatch inp[0:16]"]),
    log, catching, delete, enable, disable, condition, ignore,
  ]

  private struct PlaceKeys: Keys {
    let location = RestOfLine(
      "location", .location, "a location, with `if EXPRESSION` behind it")
  }

  private static func setting(
    _ name: String, also aliases: [String] = [], _ summary: String, _ kind: StopPurpose,
    _ examples: [String]
  ) -> Command {
    Command(
      name, also: aliases, .stopping, summary, PlaceKeys(),
      answers: ["breakpoint": .integer.orNull],
      details: ["`help locations` shows what a location can be."],
      examples: examples.map { .init($0, .stream) }
    ) { arguments, interpreter throws(Diagnostic) in
      let line = try interpreter.session.addStop(kind, arguments.location ?? "")
      return Reply(
        StyledText(line), ["breakpoint": JSON(interpreter.session.stops.last?.number)])
    }
  }

  private struct LogKeys: Keys {
    let text = RestOfLine("text", .location, "LOCATION, \"text with %d\", expression, …")
  }

  static let log = Command(
    "dprintf", .stopping, "log a text at a location without stopping", LogKeys(),
    answers: ["breakpoint": .integer.orNull],
    examples: [.init("dprintf #2, \"at %d\", $insn", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    let line = try interpreter.session.addLog(arguments.text ?? "")
    return Reply(StyledText(line), ["breakpoint": JSON(interpreter.session.stops.last?.number)])
  }

  private enum Event: String, CaseIterable { case pass, fault, deadlock, race, verify }

  private struct CatchKeys: Keys {
    let event = Argument("event", .choice(Event.self), "the event")
    let name = OptionalArgument("name", .pass, "for `pass`: which")
  }

  static let catching = Command(
    "catch", .stopping, "stop at an event", CatchKeys(),
    answers: ["breakpoint?": .integer.orNull],
    details: [
      "Faults, deadlocks, races and broken laws always stop, with or without this; `set stop-at-races"
        + " off` passes races."
    ],
    examples: [.init("catch pass quantize", .model), .init("catch deadlock", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments.event {
    case .pass:
      guard let name = arguments.name else { throw .error("`catch pass` needs a pass") }
      let line = try interpreter.session.addStop(.breakpoint, "pass:\(name)")
      return Reply(
        StyledText(line), ["breakpoint": JSON(interpreter.session.stops.last?.number)])
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
    answers: .nothing,
    examples: [.init("ignore 1 2", .stopped)]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.ignoreStop(arguments.number, arguments.count)
    return Reply()
  }

}
