import Canvas
import Debugger
import Diagnostics
import Support

/// Passes and the order in which they are applied.
enum PassCommands {

  static let all: [Command] = [passes, apply, skip, undo, redo, pipeline]

  private struct PassesKeys: Keys {
    let pattern = OptionalArgument(
      "pattern", .any, "only those that a regular expression finds")
    let isApplicable = Switch("--applicable", "only those that would change the program now")
  }

  static let passes = Command(
    "passes", also: ["pas"], .program, "list the passes", PassesKeys(),
    answers: PassListAnswer.schema,
    examples: ["passes", "passes /token/"]
  ) { arguments, interpreter throws(Diagnostic) in
    var lines = try interpreter.session.passViews()
    if let pattern = arguments.pattern {
      let pattern = try TextPattern(pattern)
      lines = lines.filter { pattern.matches($0.name) || pattern.matches($0.summary) }
    }
    if arguments.isApplicable {
      lines = lines.filter { interpreter.session.wouldChange(pass: $0.name) }
    }
    return Reply(PassListAnswer(passes: lines))
  }

  private static let position: Schema = ["position": .integer, "passes": .list(.text)]

  private struct ApplyKeys: Keys {
    let passes = SeveralArguments("passes", .pass, "passes by name, with {option=value}")
    let all = Switch("--all", "what is left of the default pipeline")
    let last = Option("--until", taking: "pass", .pass, "what is left of it, up to this pass")
    let extent = Exclusive(["--all"], and: ["--until"])
  }

  static let apply = Command(
    "apply", also: ["ap"], .program, "apply passes to the program", ApplyKeys(),
    answers: ["applied": .list(PassReport.schema), "stoppedBefore?": .text],
    details: [
      "The answer says what changed: +added -removed ~changed nodes, »moved to another function.",
      "`b pass:NAME` stops `apply` before the pass NAME.",
      "With several targets, `tile` is a pass of each in turn and `NAME:tile` that of one.",
    ],
    examples: [.init("apply infer-types", .model), .init("apply --all", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    let calls = try interpreter.session.calls(
      arguments.passes, all: arguments.all, until: arguments.last)
    var reply = Reply()
    var results: [JSON] = []
    var next: String?
    for (index, call) in calls.enumerated() {
      if index > 0, let stop = interpreter.session.stop(before: call) {
        reply.lines.append(stop.line)
        next = stop.pass
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
      reply.lines += report.lines
      results.append(report.json)
    }
    reply.result = ["applied": .list(results)]
    if let next { reply.result["stoppedBefore"] = .text(next) }
    return reply
  }

  private struct CountKeys: Keys {
    let count = Argument("count", .count, or: 1, "how many")
  }

  static let skip = Command(
    "skip", .program, "leave out the next pass of the default pipeline", CountKeys(),
    answers: ["skipped": .list(.text)],
    examples: [.init("skip", .model)]
  ) { arguments, interpreter throws(Diagnostic) in
    let skipped = try interpreter.session.skip(arguments.count)
    return Reply(
      skipped.map { "skipped \($0, .name)" }, ["skipped": JSON(skipped)])
  }

  static let undo = Command(
    "undo", also: ["und"], .program, "take passes back", CountKeys(),
    answers: position,
    examples: [.init("undo", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    let undone = try interpreter.session.undo(arguments.count)
    return positionReply("undone", undone, interpreter.session)
  }

  static let redo = Command(
    "redo", .program, "apply passes again that were taken back", CountKeys(),
    answers: position,
    examples: [.init("redo", .undone)]
  ) { arguments, interpreter throws(Diagnostic) in
    let redone = try interpreter.session.redo(arguments.count)
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

  private enum PipelineAction: String, CommandAction {
    case show, drop, insert, replace, move, set

    var takes: ActionWords {
      switch self {
      case .show: .nothing()
      case .drop: .one("a position")
      case .insert, .replace: .two("a position and a pass")
      case .move: .two("two positions")
      case .set: .some("passes")
      }
    }
  }

  private struct PipelineKeys: Keys {
    let action = ActionArgument(
      "action", PipelineAction.self, or: .show, "what to do; `show` if left out")
    let words = SeveralArguments("words", .pass, "positions and passes")
  }

  static let pipeline = Command(
    "pipeline", also: ["pip"], .program, "show the passes that were applied, or change them",
    PipelineKeys(),
    answers: PipelineAnswer.schema,
    details: [
      "`pipeline drop N` applies everything again without pass N, `pipeline insert N PASS` with a"
        + " pass before it, `pipeline replace N PASS` with a pass in its place, such as the same with"
        + " other options, `pipeline move N M` with pass N at place M.",
      "`pipeline set 'PASS PASS …'` begins at P0 with these passes.",
    ],
    examples: [.init("pipeline", .lowered), .init("pipeline drop 1", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    // A target brings its own passes, and is read when it is first needed.
    _ = try? interpreter.session.passViews()
    if let change = try change(arguments.action, arguments.words) {
      try interpreter.session.changePipeline(change)
    }
    return pipelineReply(interpreter.session)
  }

  private static func change(
    _ action: PipelineAction, _ words: [String]
  ) throws(Diagnostic) -> PipelineChange? {
    switch action {
    case .show: return nil
    case .drop: return .drop(try position(words[0]))
    case .insert: return .insert(words[1], at: try position(words[0]))
    case .replace: return .replace(try position(words[0]), by: words[1])
    case .move: return .move(from: try position(words[0]), to: try position(words[1]))
    case .set: return .set(words.flatMap { $0.split(separator: " ").map(String.init) })
    }
  }

  /// The number of a position, with or without `P`.
  private static func position(_ word: String) throws(Diagnostic) -> Int {
    try parseNumber(word.hasPrefix("P") ? String(word.dropFirst()) : word, as: "a position")
  }

  static func pipelineReply(_ session: Session) -> Reply {
    Reply(PipelineAnswer(model: session.headline.model, passes: session.pipelineViews))
  }

}
