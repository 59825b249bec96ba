import Canvas
import Debugger
import Diagnostics
import Simulation
import Support

/// A stop as text and as JSON.
extension StopReport {

  /// `stopped: …` first, then where that is at each level, then the details.
  var lines: [StyledText] {
    var head = StyledText(direction.isBackward ? "◀ " : "", .note)
    head.append("stopped: ", .emphasis)
    for (index, reason) in reasons.enumerated() {
      if index > 0 { head.append(", ") }
      head.append(reason.text(direction), reason.failure == nil ? .plain : .error)
    }
    if let cycle { head += ", cycle \(cycle, .number)" }
    if let instruction { head += ", next " + instruction.line }
    var lines = [head]
    if let statement { lines.append("  tile   \(statement)") }
    if !nodes.isEmpty { lines.append("  graph  \(nodes.joined(separator: ", "))") }
    if !sources.isEmpty { lines.append("  model  \(sources.joined(separator: ", "), .name)") }
    return lines + details.map { StyledText("  " + $0) }
  }

  /// What else is to say, one line each.
  private var details: [String] {
    logged + reasons.flatMap(\.details) + explanation.lines
      + outputs.map { "output \($0.name): \($0.text)" }
      + (copied.map { ["copied \(byteText($0)) at the borders of regions"] } ?? [])
      + displays.map(\.text)
  }

  var json: JSON {
    var json = place
    if let copied { json["copied"] = .integer(copied) }
    return json
  }

  private var place: JSON {
    [
      "reason": .text(reasons.map { $0.text(direction) }.joined(separator: ", ")),
      "kind": .text(reasons.first?.kind ?? ""), "reasons": .list(reasons.map(\.json)),
      "position": JSON(position), "cycle": JSON(cycle),
      "insn": JSON(instruction?.number), "unit": JSON(instruction?.unit),
      "text": JSON(instruction.map { "\($0.operation) \($0.operands)" }),
      "tile": JSON(statement), "graph": JSON(nodes), "model": JSON(sources),
      "logged": JSON(logged), "explanation": JSON(explanation.lines),
      "causes": .list(explanation.map(\.json)),
      "outputs": .object(outputs.map { .init($0.name, .text($0.text)) }),
      "displays": .list(displays.map(\.json)), "backwards": .flag(direction.isBackward),
    ]
  }

}

extension StopReport {

  /// The form of the JSON.
  static let schema: Schema = .named(
    "STOP",
    [
      "reason": .text, "kind": kinds, "reasons": .list(reason), "position": .integer.orNull,
      "cycle": .integer.orNull, "insn": .integer.orNull, "unit": .text.orNull,
      "text": .text.orNull, "tile": .text.orNull, "graph": .list(.text), "model": .list(.text),
      "logged": .list(.text), "explanation": .list(.text),
      "causes": .list(["code": .text, "sentence": .sentence, "details": .list(.sentence)]),
      "outputs": .map(.text), "displays": .list(DisplayView.schema), "backwards": .flag,
      "copied?": .integer,
    ])

  private static let kinds: Schema = .words([
    "start", "step", "place", "breakpoint", "watchpoint", "stream-end", "end", "fault",
    "deadlock", "race", "interrupted",
  ])

  private static let reason: Schema = .named(
    "REASON",
    [
      "kind": kinds, "place?": .text, "entries?": .list(entry), "stream?": .integer,
      "of?": .integer, "fault?": .machineStop, "deadlock?": .machineStop,
      "race?": .machineStop, "sample?": .integer, "samples?": .integer,
    ])

  /// What stops at entries are called.
  private static let hits = allStopKinds.compactMap(\.hit).reduce(into: [String]()) {
    if !$0.contains($1) { $0.append($1) }
  }

  private static let entry: Schema = [
    "number": .integer, "kind": .words(hits), "summary": .text, "problem?": .text,
    "access?": .words(WatchedAccess.Kind.self), "insn?": .integer, "cells?": .text,
    "changed?": .integer.orNull,
    "change?": ["cell": .text, "was": .integer, "now": .integer],
  ]

}

extension StopReason {

  /// As it stands behind `stopped: `.
  func text(_ direction: Direction) -> String {
    switch self {
    case .begin: "start"
    case .step: "step"
    case .place(let text): text
    case .entries(let hits): hits.map { $0.text(direction) }.joined(separator: ", ")
    case .streamEnd(let stream, let count): "end of stream \(stream) of \(count)"
    case .end(let end): end.text
    case .start: "start: nothing lies before"
    case .fault(let fault): "fault in \(fault.instruction) (\(fault.unit)): \(fault.message)"
    case .deadlock(let deadlock): deadlock.text
    case .race(let race):
      "race of \(race.first.instruction) (\(race.first.unit)) and "
        + "\(race.second.instruction) (\(race.second.unit)) at \(race.place.phrase)"
    case .interrupted(let sample?, let count?): "interrupted in sample \(sample) of \(count)"
    case .interrupted: "interrupted"
    }
  }

  /// What else is to say of it, one line each.
  fileprivate var details: [String] {
    switch self {
    case .entries(let hits): hits.flatMap(\.details)
    case .fault(let fault): fault.notes.map(\.text)
    default: []
    }
  }

  fileprivate var json: JSON {
    var json: JSON = ["kind": .text(kind)]
    switch self {
    case .place(let text): json["place"] = .text(text)
    case .entries(let hits): json["entries"] = .list(hits.map(\.json))
    case .streamEnd(let stream, let count):
      json["stream"] = .integer(stream)
      json["of"] = .integer(count)
    case .fault(let fault): json["fault"] = Stop.fault(fault).json
    case .deadlock(let deadlock): json["deadlock"] = Stop.deadlock(deadlock).json
    case .race(let race): json["race"] = Stop.race(race).json
    case .interrupted(let sample?, let count?):
      json["sample"] = .integer(sample)
      json["of"] = .integer(count)
    case .end(.program(let samples, _)): json["samples"] = .integer(samples)
    default: break
    }
    return json
  }

}

extension StopEnd {
  fileprivate var text: String {
    switch self {
    case .streams(isEmpty: true): "the stream is empty"
    case .streams: "end of the last stream"
    case .program(_, isEmpty: true): "end of the program, which has no instructions"
    case .program(samples: 1, _): "end of the program"
    case .program(let samples, _): "end of the program, \(samples) samples"
    }
  }
}

extension Deadlock {
  fileprivate var text: String {
    let units = waits.waiting.map { name($0) }
    let names = units.joined(separator: ", ")
    let verb = units.count == 1 ? "waits" : "wait"
    guard let first = waits.first, first.state == .arrives else {
      return "deadlock: \(names) \(verb) for ever"
    }
    return "deadlock: \(name(first)) will wait for ever, and \(names) \(verb) already"
  }

  private func name(_ node: WaitGraph.Node) -> String {
    "\(node.unit) \(node.instruction.map { "\($0)" } ?? "")"
  }
}

extension StopHit {

  /// As `watchpoint 2 (write acc[0]) before #4`.
  fileprivate func text(_ direction: Direction) -> String {
    guard isWatch else { return "\(kind) \(number)" }
    let side =
      access.map { " \(direction.isBackward ? "before" : "after") \($0.instruction)" } ?? ""
    return "watchpoint \(number) (\(summary))\(side)"
  }

  fileprivate var details: [String] {
    var lines = problem.map { ["its condition has no value: \($0)"] } ?? []
    guard let access else { return lines }
    switch access.kind {
    case .read: lines.append("\(access.instruction) reads \(access.place)")
    case .write:
      var line = "\(access.instruction) writes \(access.place)"
      if let change = access.change {
        line += ": \(change.place) was \(change.was), now \(change.now)"
        let more = (access.changeCount ?? 1) - 1
        if more > 0 { line += "; \(more) more \(more == 1 ? "value" : "values") changed" }
      } else if access.changeCount == 0 {
        line += " and changes no value"
      }
      lines.append(line)
    }
    return lines
  }

  fileprivate var json: JSON {
    var json: JSON = [
      "number": .integer(number), "kind": .text(kind), "summary": .text(summary),
    ]
    if let problem { json["problem"] = .text(problem) }
    guard let access else { return json }
    json["access"] = .text(access.kind.rawValue)
    json["insn"] = JSON(access.instruction)
    json["cells"] = .text("\(access.place)")
    json["changed"] = JSON(access.changeCount)
    if let change = access.change {
      json["change"] = [
        "cell": .text("\(change.place)"), "was": .integer(change.was), "now": .integer(change.now),
      ]
    }
    return json
  }

}

extension InstructionView {

  /// As `#118 gemm … (compute) pops l2g`.
  fileprivate var line: StyledText {
    var line: StyledText = "\("#\(number)", .number) \(operation)"
    if !operands.isEmpty { line.append(" \(operands)") }
    line.append(" (\(unit))", .dim)
    if !pops.isEmpty { line.append(" <\(pops.joined(separator: ","))") }
    if !pushes.isEmpty { line.append(" >\(pushes.joined(separator: ","))") }
    return line
  }

}
