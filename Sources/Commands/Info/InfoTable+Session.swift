import Canvas
import Debugger
import Diagnostics
import Support

extension InfoTable {

  static let breakpoints = InfoTable(
    "breakpoints", also: ["watch"], "where runs stop", empty: "there are no breakpoints",
    [
      .number("number", as: "number", .number) { $0.number },
      .text("where", as: "where") { $0.summary },
      .number("hits", as: "hits") { $0.hits },
      .shown("enabled") { StyledText($0.isEnabled ? "yes" : "no") },
      .data("enabled", .flag) { .flag($0.isEnabled) },
      .shown("to ignore") { StyledText($0.ignored == 0 ? "" : "\($0.ignored)") },
      .data("ignored", .integer) { .integer($0.ignored) },
    ]
  ) { session throws(Diagnostic) -> [StopView] in session.stops }

  static let checkpoints = InfoTable(
    "checkpoints", "points in time that have names", empty: "there are no checkpoints",
    [
      .text("mark", as: "name", .name) { $0.name },
      .shown("where") { StyledText($0.place) },
      .data("position", .text) { .text($0.position) },
      .data("sample", .integer) { .integer($0.sample) },
    ]
  ) { session throws(Diagnostic) in session.markViews }

  static let ops = InfoTable(
    "ops", "how often each operator occurs", empty: "no model is loaded",
    [
      .text("operator", as: "operator", .name) { $0.name },
      .number("count", as: "count", alignment: .trailing) { $0.count },
      .shown("where") { StyledText($0.functions.map { "@" + $0 }.joined(separator: " ")) },
      .data("functions", .list(.text)) { JSON($0.functions) },
    ]
  ) { session throws(Diagnostic) in session.operatorCounts }

  static let passes = InfoTable(
    name: "passes", summary: "the passes that were applied", answer: PipelineAnswer.schema
  ) { session, _ throws(Diagnostic) in
    var session = session
    _ = try? session.passViews()
    return PassCommands.pipelineReply(session)
  }

  static let stop = InfoTable(
    name: "stop", summary: "why the session stands where it does",
    answer: ["stop": RunCommands.stop.orNull]
  ) { session, _ throws(Diagnostic) in
    guard let report = session.lastReport else {
      return Reply(StyledText("nothing has stopped yet", .dim), ["stop": .null])
    }
    return Reply(report.lines, ["stop": report.json])
  }

  static let target = InfoTable(
    name: "target", summary: "the accelerators that programs are made for",
    answer: ["target": .list(TargetView.schema)]
  ) { session, _ throws(Diagnostic) in
    var session = session
    let views = session.targets.selected.compactMap { try? session.targetView($0) }
    return Reply(views.flatMap(\.lines), ["target": .list(views.map(\.json))])
  }

  static let inputs = InfoTable(
    name: "inputs", summary: "what `main` is given", answer: TensorListAnswer.schema("inputs")
  ) { session, _ throws(Diagnostic) in
    Reply(
      TensorListAnswer(
        word: "inputs", tensors: session.inputs.views + session.inputs.calibrationViews))
  }

  static let outputs = InfoTable(
    name: "outputs", summary: "the outputs of `main`", answer: TensorListAnswer.schema("outputs")
  ) { session, _ throws(Diagnostic) in
    Reply(TensorListAnswer(word: "outputs", tensors: session.outputViews))
  }

  static let schedule = InfoTable(
    name: "schedule", summary: "the order of units, and the clock",
    answer: ["schedule": .text, "clock": .text]
  ) { session, _ throws(Diagnostic) in
    let (order, clock) = (session.scheduleText, session.clockText)
    return Reply("\(order), clock \(clock)", ["schedule": .text(order), "clock": .text(clock)])
  }

  static let history = InfoTable(
    name: "history", summary: "how far the past is recorded",
    answer: ["history": .list(RecordingView.schema)]
  ) { session, _ throws(Diagnostic) in
    let runs = session.recordings
    return Reply(
      runs.isEmpty ? [StyledText("none", .dim)] : runs.map(\.line),
      ["history": .list(runs.map(\.json))])
  }

  static let hazards = InfoTable(
    name: "hazards", summary: "what is wrong with instructions before they run",
    answer: LintAnswer.schema
  ) { session, _ throws(Diagnostic) in Reply(try session.lint()) }

}
