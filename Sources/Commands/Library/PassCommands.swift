import Canvas
import Debugger
import Diagnostics
import Support

/// Passes and the order in which they are applied.
enum PassCommands {

  static let all: [Command] = [passes, apply, skip, undo, redo, pipeline]

  static let passes = Command(
    CommandInfo(
      "passes", also: ["pas"], .program, "list the passes",
      [Parameter("pattern", .word, .optional, "only those that a regular expression finds")],
      flags: [Flag("--applicable", "only those that would change the program now")],
      examples: ["passes", "passes /token/"])
  ) { arguments, interpreter throws(Diagnostic) in
    var lines = try interpreter.session.passViews()
    if let pattern = arguments["pattern"] {
      let pattern = try TextPattern(pattern)
      lines = lines.filter { pattern.matches($0.name) || pattern.matches($0.summary) }
    }
    if arguments.has("--applicable") {
      lines = lines.filter { interpreter.session.wouldChange(pass: $0.name) }
    }
    var table = Table("pass", "what it does", "options")
    for line in lines {
      table.append([
        StyledText(line.name, .name), StyledText(line.summary),
        StyledText(line.options.joined(separator: " "), .dim),
      ])
    }
    let result = lines.map { line -> JSON in
      ["name": .text(line.name), "summary": .text(line.summary), "options": JSON(line.options)]
    }
    return Reply(table.lines(), ["passes": .list(result)])
  }

  static let apply = Command(
    CommandInfo(
      "apply", also: ["ap"], .program, "apply passes to the program",
      [Parameter("passes", .pass, .any, "passes by name, with {option=value}")],
      flags: [
        Flag("--all", "what is left of the default pipeline"),
        Flag("--until", taking: "pass", .pass, "what is left of it, up to this pass"),
      ],
      details: [
        "The answer says what changed: +added -removed ~changed nodes, »moved to another function.",
        "`b pass:NAME` stops `apply` before the pass NAME.",
      ],
      examples: [.init("apply infer-types", .model), .init("apply --all", .model)])
  ) { arguments, interpreter throws(Diagnostic) in
    let calls = try interpreter.session.calls(
      arguments.words("passes"), all: arguments.has("--all"), until: arguments.value(of: "--until"))
    var reply = Reply()
    var results: [JSON] = []
    for (index, call) in calls.enumerated() {
      if index > 0, let stop = interpreter.session.stop(before: call) {
        reply.lines.append(stop)
        break
      }
      let report: PassReport
      do throws(Diagnostic) {
        report = try interpreter.session.apply(call)
      } catch {
        guard !results.isEmpty else { throw error }
        reply.diagnostics += [error]
        reply.failure = error.failure
        break
      }
      reply.lines.append(report.line)
      results.append(report.json)
    }
    reply.result = ["applied": .list(results)]
    return reply
  }

  static let skip = Command(
    CommandInfo(
      "skip", .program, "leave out the next pass of the default pipeline",
      [Parameter("count", .number, .optional, "how many")],
      examples: [.init("skip", .model)])
  ) { arguments, interpreter throws(Diagnostic) in
    let skipped = try interpreter.session.skip(arguments.count())
    return Reply(
      skipped.map { "skipped \($0, .name)" }, ["skipped": JSON(skipped)])
  }

  static let undo = Command(
    CommandInfo(
      "undo", also: ["und"], .program, "take passes back",
      [Parameter("count", .number, .optional, "how many")],
      examples: [.init("undo", .lowered)])
  ) { arguments, interpreter throws(Diagnostic) in
    let undone = try interpreter.session.undo(arguments.count())
    return positionReply("undone", undone, interpreter.session)
  }

  static let redo = Command(
    CommandInfo(
      "redo", .program, "apply passes again that were taken back",
      [Parameter("count", .number, .optional, "how many")],
      examples: [.init("redo", .undone)])
  ) { arguments, interpreter throws(Diagnostic) in
    let redone = try interpreter.session.redo(arguments.count())
    return positionReply("redone", redone, interpreter.session)
  }

  private static func positionReply(
    _ verb: String, _ passes: [String], _ session: Session
  ) -> Reply {
    let position = session.headline.passCount
    return Reply(
      "P\(position, .number) \(verb) \(passes.joined(separator: ", "))",
      ["position": .integer(position), "passes": JSON(passes)])
  }

  static let pipeline = Command(
    CommandInfo(
      "pipeline", also: ["pip"], .program, "show the passes that were applied, or change them",
      [
        Parameter(
          "action", .choice(["show", "drop", "insert", "move", "set"]), .optional,
          "what to do; `show` if left out"),
        Parameter("words", .pass, .any, "positions and passes"),
      ],
      details: [
        "`pipeline drop N` applies everything again without pass N, `pipeline insert N PASS` with a"
          + " pass before it, `pipeline move N M` with pass N at place M.",
        "`pipeline set 'PASS PASS …'` begins at P0 with these passes.",
      ],
      examples: [.init("pipeline", .lowered), .init("pipeline drop 1", .lowered)])
  ) { arguments, interpreter throws(Diagnostic) in
    // A target brings its own passes, and is read when it is first needed.
    _ = try? interpreter.session.passViews()
    let action = arguments["action"] ?? "show"
    if action != "show" {
      try interpreter.session.changePipeline(action, arguments.words("words"))
    }
    return pipelineReply(interpreter.session)
  }

  static func pipelineReply(_ session: Session) -> Reply {
    var table = Table([
      Table.Column("", .trailing), Table.Column("pass"), Table.Column("change"),
    ])
    table.append(["P0", StyledText(session.headline.model, .name), ""])
    for line in session.pipelineViews {
      let role: Role = line.state == .applied ? .name : .dim
      table.append([
        StyledText(line.position.map { "P\($0)" } ?? "·", line.isCurrent ? .current : .plain),
        StyledText(line.call, role),
        StyledText(line.change, .dim),
      ])
    }
    let result = session.pipelineViews.map { line -> JSON in
      [
        "position": JSON(line.position), "pass": .text(line.call),
        "state": .text(line.state.rawValue), "change": .text(line.change),
      ]
    }
    return Reply(table.lines(), ["pipeline": .list(result)])
  }

}
