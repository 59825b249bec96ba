/// Writes the reasons that any machine has for standing where it does.
public struct ReasonWriter {

  /// An instruction with its text.
  private let spelled: (InstructionNumber) -> Sentence

  /// What an instruction needs of a queue that does not hold single tokens; nil of one that does.
  private let need: (WaitGraph.Edge, WaitGraph.Node) -> Sentence?

  public init(
    _ spelled: @escaping (InstructionNumber) -> Sentence,
    need: @escaping (WaitGraph.Edge, WaitGraph.Node) -> Sentence? = { _, _ in nil }
  ) {
    self.spelled = spelled
    self.need = need
  }

  // MARK: Faults and races

  /// - Parameter steps: how many of the instruction were done before.
  public func explain(_ fault: Fault, steps: Int) -> [Reason] {
    var reasons = [
      Reason(.fault, "\(fault.instruction) can not be done: \(fault.message)."),
      Reason(
        .faultPlace, "It is \(spelled(fault.instruction)) on the \(unit: fault.unit) unit."),
    ]
    if steps > 0 {
      let verb = steps == 1 ? "was" : "were"
      reasons.append(Reason(.faultNote, "\(steps, .steps) of it \(verb) done before."))
    }
    return reasons + fault.notes.map { Reason(.faultNote, $0.punctuated) }
  }

  public func explain(_ race: Race) -> [Reason] {
    var reasons = [
      Reason(
        .race, race.message.punctuated,
        details: [race.first, race.second].map { spelled($0.instruction) })
    ]
    if let advice = race.advice { reasons.append(Reason(.order, "To order them, \(advice).")) }
    if race.isDataDependent {
      reasons.append(
        Reason(
          .dataDependent,
          "Where they access depends on data that the streams make themselves."))
    }
    return reasons
  }

  // MARK: Deadlocks

  /// - Parameters:
  ///   - left: how many instructions of the stream have not run.
  ///   - goesOn: whether a unit can still run.
  ///   - isDone: whether nothing is left of a unit that does not wait.
  public func explain(
    _ waits: WaitGraph, left: Int, goesOn: Bool, isDone: (WaitGraph.Node) -> Bool
  ) -> [Reason] {
    let rest: Sentence = "\(left, .instructions) \(left == 1 ? "has" : "have") not run"
    var reasons = [
      Reason(
        .deadlock,
        goesOn
          ? "A unit waits for what never comes, and \(rest)."
          : "Nothing can run any more, and \(rest).")
    ]
    for edge in waits.edges { reasons.append(explain(edge, in: waits)) }
    for node in waits.nodes where node.state == .free && isDone(node) {
      reasons.append(unitDone(node.unit))
    }
    if let first = waits.circle.first {
      let circle = (waits.circle + [first]).map { Sentence(.unit($0)) }
      reasons.append(Reason(.circle, "It is a cycle: \(circle.joined(separator: " → "))."))
    }
    return reasons
  }

  /// What a unit waits for.
  public func explain(_ unit: String, in waits: WaitGraph) -> [Reason] {
    waits.edges.filter { waits.nodes[$0.from].unit == unit }.map { explain($0, in: waits) }
  }

  private func explain(_ edge: WaitGraph.Edge, in waits: WaitGraph) -> Reason {
    let node = waits.nodes[edge.from]
    let place = node.instruction.map { spelled($0) } ?? "no instruction"
    guard edge.reason != .fetch else {
      return Reason(
        .notFetched,
        "The \(unit: node.unit) unit waits for \(place), which is not fetched: the queue of the \(unit: edge.queue) unit is full of what waits."
      )
    }
    let isPush = edge.reason == .room
    let isThere = node.state != .arrives
    let verb = isThere ? "waits" : "will wait"
    let state = "\(isThere ? "is" : "will be") \(isPush ? "full" : "empty")"
    let what: Sentence =
      need(edge, node)
      ?? (isPush
        ? "it pushes into \(queue: edge.queue), which \(state)"
        : "it pops a token from \(queue: edge.queue), which \(state)")
    return Reason(
      isPush ? .queueFull : .tokenMissing,
      "The \(unit: node.unit) unit \(verb) at \(place): \(what).",
      details: [
        partner(of: edge, in: waits),
        "\(queue: edge.queue) \(isThere ? "has had" : "will have had") \(edge.pushed, .pushes) and \(edge.popped, .pops).",
      ])
  }

  /// Who would end a wait, and why that does not happen.
  private func partner(of edge: WaitGraph.Edge, in waits: WaitGraph) -> Sentence {
    let verb = edge.reason == .room ? "pop" : "push"
    let node = waits.nodes[edge.to]
    guard let partner = edge.partner else {
      return "No instruction that is left of the \(unit: node.unit) unit would \(verb)."
    }
    let next: Sentence =
      "The next that would \(verb) is \(spelled(partner)) of the \(unit: node.unit) unit"
    guard node.state != .free, let stuck = node.instruction else {
      return next + ", which has not run."
    }
    return stuck == partner ? next + ", which waits itself." : next + ", which waits at \(stuck)."
  }

  // MARK: Units

  public func unitDone(_ name: String) -> Reason {
    Reason(.unitDone, "The \(unit: name) unit has nothing left to run.")
  }

  public func ready(
    _ name: String, _ next: InstructionNumber, details: [Sentence] = []
  ) -> Reason {
    Reason(.ready, "The \(unit: name) unit can run \(spelled(next)).", details: details)
  }

  public func running(
    _ name: String, _ next: InstructionNumber, step: Int, of count: Int
  ) -> Reason {
    Reason(.running, "The \(unit: name) unit runs \(spelled(next)), step \(step) of \(count).")
  }

  // MARK: Ends

  public func streamEnd(_ stream: Int) -> Reason {
    Reason(
      .streamEnd, "All of \(stream: stream) has run; the next step begins \(stream: stream + 1).")
  }

  /// What is left in a queue where a stream ends.
  public func leftover(
    _ level: Int, _ content: Quantity = .tokens, in queue: String,
    pushedBy pushers: [InstructionNumber] = []
  ) -> Reason {
    let verb = level == 1 ? "is" : "are"
    let who = pushers.map { Sentence(.instruction($0)) }.joined(separator: ", ")
    let by: Sentence = pushers.isEmpty ? "" : ", pushed by \(who)"
    return Reason(
      .leftoverTokens, "\(level, content) \(verb) left in `\(queue: queue)`" + by,
      details: ["the next stream begins with them"])
  }

}

extension Reason {
  public static let start = Reason(.start, "Nothing has run yet.")
  public static let end = Reason(.end, "Every instruction has run.")
  public static let interrupted = Reason(.interrupted, "The run was interrupted.")
}
