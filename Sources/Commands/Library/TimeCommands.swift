import Canvas
import Debugger
import Diagnostics
import Support

/// Going to points in time.
enum TimeCommands {

  static let all: [Command] = [goto, when, mark, checkpoint, restart]

  private struct GotoKeys: Keys {
    let place = Argument("place", .location, "`#118`, `50%`, `start`, `end`, or a mark")
  }

  static let goto = Command(
    "goto", also: ["go"], .time, "go to a point in time, forward or back", GotoKeys(),
    answers: ["stop": RunCommands.stop],
    examples: [
      .init("goto #2", .stream), .init("goto 50%", .stream), .init("goto start", .stream),
    ]
  ) { arguments, interpreter throws(Diagnostic) in
    RunCommands.reply(try interpreter.session.go(to: arguments.place))
  }

  static let when = Command(
    "when", .time, "say where the session stands",
    answers: [
      "position": .integer.orNull, "cycle": .integer.orNull, "instructions": .integer,
      "insn": .integer.orNull, "place": .text, "passes": .integer,
      "level": .words(["pass", "instruction"]),
    ],
    examples: [.init("when", .stream)]
  ) { interpreter throws(Diagnostic) in
    let line = interpreter.session.headline
    let next = interpreter.session.nextInstruction
    var text: StyledText
    if let position = line.position {
      text = "after \(position, .number) of \(line.instructionCount, .number) instructions"
      if let cycle = line.cycle { text += ", cycle \(cycle, .number)" }
      if let next { text += ", next #\(next, .number)" }
      if !line.place.isEmpty { text.append(" (\(line.place))") }
    } else if line.model.isEmpty {
      text = "nothing is loaded"
    } else {
      text = "P\(line.passCount, .number)"
      text.append(line.pass.isEmpty ? " as imported" : " after \(line.pass)")
    }
    return Reply(
      text,
      [
        "position": JSON(line.position), "cycle": JSON(line.cycle),
        "instructions": .integer(line.instructionCount),
        "insn": JSON(next), "place": .text(line.place), "passes": .integer(line.passCount),
        "level": .text(line.position == nil ? "pass" : "instruction"),
      ])
  }

  private struct MarkKeys: Keys {
    let name = Argument("name", .any, "the name; `goto NAME` comes back")
  }

  static let mark = Command(
    "mark", also: ["ma"], .time, "give this point in time a name", MarkKeys(),
    answers: ["mark": .text],
    examples: [.init("mark here", .stream)]
  ) { arguments, interpreter throws(Diagnostic) in
    try interpreter.session.setMark(arguments.name)
    return Reply("mark \(arguments.name, .name)", ["mark": .text(arguments.name)])
  }

  static let checkpoint = Command(
    "checkpoint", also: ["ch"], .time, "remember this point in time by a number",
    answers: ["checkpoint": .integer],
    examples: [.init("checkpoint", .stream)]
  ) { interpreter throws(Diagnostic) in
    let number = try interpreter.session.addCheckpoint()
    return Reply(
      "checkpoint \(number, .number); `restart \(number)` comes back",
      ["checkpoint": .integer(number)])
  }

  private struct RestartKeys: Keys {
    let number = Argument("number", .of(.mark), "its number")
  }

  static let restart = Command(
    "restart", also: ["res"], .time, "go back to a checkpoint", RestartKeys(),
    answers: ["stop": RunCommands.stop],
    examples: [.init("restart 1", .stopped)]
  ) { arguments, interpreter throws(Diagnostic) in
    let name = arguments.number
    guard interpreter.session.markViews.contains(where: { $0.name == name }) else {
      throw .error("there is no checkpoint \(name)", hints: ["`info checkpoints` lists them"])
    }
    return RunCommands.reply(try interpreter.session.go(to: name))
  }

}
