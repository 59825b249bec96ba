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

  private static func setting(
    _ name: String, also aliases: [String] = [], _ summary: String, _ kind: StopKind,
    _ examples: [String]
  ) -> Command {
    Command(
      CommandInfo(
        name, also: aliases, .stopping, summary,
        [Parameter("location", .location, .rest, "a location, with `if EXPRESSION` behind it")],
        details: ["`help locations` shows what a location can be."],
        examples: examples.map { .init($0, .stream) })
    ) { arguments, interpreter throws(Diagnostic) in
      let line = try interpreter.session.addStop(kind, arguments["location"] ?? "")
      return Reply(
        StyledText(line), ["breakpoint": JSON(interpreter.session.stops.last?.number)])
    }
  }

  static let log = Command(
    CommandInfo(
      "dprintf", .stopping, "log a text at a location without stopping",
      [Parameter("text", .location, .rest, "LOCATION, \"text with %d\", expression, …")],
      examples: [.init("dprintf #2, \"at %d\", $insn", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    let line = try interpreter.session.addLog(arguments["text"] ?? "")
    return Reply(StyledText(line), ["breakpoint": JSON(interpreter.session.stops.last?.number)])
  }

  static let catching = Command(
    CommandInfo(
      "catch", .stopping, "stop at an event",
      [
        Parameter("event", .choice(["pass", "fault", "deadlock", "race", "verify"]), "the event"),
        Parameter("name", .pass, .optional, "for `pass`: which"),
      ],
      details: [
        "Faults, deadlocks, races and broken laws always stop, with or without this; `set stop-at-races"
          + " off` passes races."
      ],
      examples: [.init("catch pass quantize", .model), .init("catch deadlock", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    switch arguments.required("event") {
    case "pass":
      guard let name = arguments["name"] else { throw .error("`catch pass` needs a pass") }
      return Reply(StyledText(try interpreter.session.addStop(.breakpoint, "pass:\(name)")))
    case "race":
      return Reply("it stops at races, unless `set stop-at-races off` says otherwise")
    case "fault", "deadlock", "verify":
      return Reply("it always stops at a \(arguments.required("event"))")
    case let word:
      throw .error("`\(word)` is no event", hints: ["expected pass, fault, deadlock, race, verify"])
    }
  }

  private static let numbers = Parameter(
    "numbers", .breakpoint, .any, "their numbers; all of them if left out")

  static let delete = Command(
    CommandInfo(
      "delete", also: ["d"], .stopping, "delete breakpoints", [numbers],
      examples: [.init("delete", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.deleteStops(parsed(arguments))
    return Reply()
  }

  static let enable = Command(
    CommandInfo(
      "enable", also: ["en"], .stopping, "stop at breakpoints again", [numbers],
      examples: [.init("enable", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.setStops(parsed(arguments), enabled: true)
    return Reply()
  }

  static let disable = Command(
    CommandInfo(
      "disable", also: ["dis"], .stopping, "do not stop at breakpoints for now", [numbers],
      examples: [.init("disable", .stream)])
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.setStops(parsed(arguments), enabled: false)
    return Reply()
  }

  private static func parsed(_ arguments: Arguments) throws(Diagnostic) -> [Int] {
    var numbers: [Int] = []
    for word in arguments.words("numbers") {
      numbers.append(try parseNumber(word, as: "a breakpoint"))
    }
    return numbers
  }

  static let condition = Command(
    CommandInfo(
      "condition", also: ["cond"], .stopping, "give a breakpoint a condition, or none",
      [
        Parameter("number", .breakpoint, "its number"),
        Parameter("expression", .expression, .rest, "the condition; none if left out"),
      ],
      examples: [.init("condition 1 acc[0][0] > 127", .stopped)])
  ) { arguments, interpreter throws(Diagnostic) in
    let number = try arguments.number("number") ?? 0
    try interpreter.session.setCondition(number, arguments["expression"] ?? "")
    return Reply()
  }

  static let ignore = Command(
    CommandInfo(
      "ignore", .stopping, "pass a breakpoint some times without a stop",
      [
        Parameter("number", .breakpoint, "its number"),
        Parameter("count", .number, "how many times"),
      ],
      examples: [.init("ignore 1 2", .stopped)])
  ) { arguments, interpreter throws(Diagnostic) in
    let number = try arguments.number("number") ?? 0
    try interpreter.session.ignoreStop(number, max(0, arguments.number("count") ?? 0))
    return Reply()
  }

}
