import Support

/// Writes a trace as the JSON that Perfetto and the tracing view of Chrome read: a thread for each
/// unit and each port, a slice for each instruction and each use, arrows for tokens. A microsecond
/// there is a cycle here.
public enum ChromeTrace {

  private enum Process: Int, CaseIterable {
    case units = 1
    case ports
    case tokens
  }

  /// - Parameter text: what instruction that number is.
  /// - Returns: nothing of use, where the work is to end.
  public static func text(
    of trace: ExecutionTrace, instruction text: (InstructionNumber) -> String
  ) -> String {
    var lines: [JSON] = names(trace)
    for unit in trace.units.indices { lines += slices(trace, unit, text) }
    lines += Slices(trace.bursts.count, size: 1 << 8).flatMap { part in
      trace.bursts[part].map { burst($0) }
    }
    let units = Dictionary(
      trace.instructions.map { ($0.number, $0.unit) }, uniquingKeysWith: { $1 })
    var poll = Poll()
    for (number, path) in trace.tokenPaths().enumerated() {
      if poll.isRequested(after: 1 << 8) { break }
      lines += arrow(trace, path, number, units)
    }
    for queue in trace.queues.indices { lines += levels(trace, queue) }
    let events = Slices(lines.count, size: 1 << 8).flatMap { part in
      lines[part].map(\.description)
    }.joined(separator: ",\n")
    return "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"cycles\":\(trace.cycles)},"
      + "\"traceEvents\":[\n\(events)\n]}\n"
  }

  private static func event(
    _ phase: String, _ name: String, _ process: Process, _ thread: Int, at cycle: Int?
  ) -> JSON {
    var event: JSON = [
      "ph": .text(phase), "name": .text(name), "pid": .integer(process.rawValue),
      "tid": .integer(thread),
    ]
    if let cycle { event["ts"] = .integer(cycle) }
    return event
  }

  private static func names(_ trace: ExecutionTrace) -> [JSON] {
    func name(_ kind: String, _ process: Process, _ thread: Int, _ name: String) -> JSON {
      var event = event("M", kind, process, thread, at: nil)
      event["args"] = ["name": .text(name)]
      return event
    }
    return Process.allCases.map { name("process_name", $0, 0, "\($0)") }
      + trace.units.enumerated().map { name("thread_name", .units, $0 + 1, $1) }
      + [name("thread_name", .ports, 1, "read"), name("thread_name", .ports, 2, "write")]
  }

  private static func slice(
    _ category: String, _ name: String, _ process: Process, _ thread: Int, _ begin: Int,
    _ end: Int, _ args: JSON
  ) -> JSON {
    var event = event("X", name, process, thread, at: begin)
    event["cat"] = .text(category)
    event["dur"] = .integer(end - begin)
    event["args"] = args
    return event
  }

  private static func slices(
    _ trace: ExecutionTrace, _ unit: Int, _ text: (InstructionNumber) -> String
  ) -> [JSON] {
    var events: [JSON] = []
    var current: Int?
    var poll = Poll()
    for part in trace.slices(of: unit) where part.span.use != .idle {
      if poll.isRequested(after: 1 << 8) { break }
      let place = part.instruction
      let number = place.map { trace.instructions[$0].number }
      if let place, !part.isBefore, place != current {
        current = place
        let whole = trace.instructions[place]
        events.append(
          slice(
            "instruction", text(whole.number), .units, unit + 1, whole.begin, whole.end,
            ["instruction": JSON(whole.number)]))
      }
      events.append(
        slice(
          part.isBefore || place == nil ? "wait" : "use",
          part.span.use.name(queues: trace.queues), .units, unit + 1, part.span.begin,
          part.span.end, ["instruction": JSON(number)]))
    }
    return events
  }

  private static func burst(_ burst: ExecutionTrace.Burst) -> JSON {
    slice(
      "burst", burst.client, .ports, burst.isWrite ? 2 : 1, burst.data, burst.end,
      [
        "instruction": JSON(burst.instruction), "address": JSON(burst.address),
        "bytes": .integer(burst.bytes), "beats": .integer(burst.beats),
        "granted": .integer(burst.begin),
      ])
  }

  /// From the last cycle of the instruction that pushes to the first one of that which pops.
  private static func arrow(
    _ trace: ExecutionTrace, _ path: ExecutionTrace.TokenPath, _ number: Int,
    _ units: [InstructionNumber: Int]
  ) -> [JSON] {
    func end(_ phase: String, _ token: ExecutionTrace.Token, _ cycle: Int) -> JSON {
      let thread = (units[token.instruction] ?? 0) + 1
      var event = event(phase, trace.queues[path.queue], .units, thread, at: cycle)
      event["cat"] = "token"
      event["id"] = .integer(number)
      return event
    }
    var finish = end("f", path.pop, path.pop.cycle)
    finish["bp"] = "e"
    return [end("s", path.push, max(0, path.push.cycle - 1)), finish]
  }

  private static func levels(_ trace: ExecutionTrace, _ queue: Int) -> [JSON] {
    let levels = trace.levels(of: queue)
    return Slices(levels.count, size: 1 << 8).flatMap { part in
      levels[part].map { cycle, level in
        var event = event("C", trace.queues[queue], .tokens, 0, at: cycle)
        event["args"] = ["tokens": .integer(level)]
        return event
      }
    }
  }

}
