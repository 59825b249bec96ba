public import Simulation
import TargetKit

extension DecoupledDevice {

  public func explanation() -> [Reason] {
    switch stop {
    case .start: return [Reason(.start, "Nothing has run yet.")]
    case .step, .condition:
      return nextInstruction.map { [Reason(.next, "The next is \(spelled($0)).")] } ?? []
    case .streamEnd(let stream):
      return [
        Reason(
          .streamEnd,
          "All of \(stream: stream) has run; the next step begins \(stream: stream + 1).")
      ]
    case .end: return [Reason(.end, "Every instruction has run.")] + warnings
    case .interrupted: return [Reason(.interrupted, "The run was interrupted.")]
    case .fault(let fault): return explain(fault)
    case .deadlock(let deadlock): return explain(deadlock)
    case .race(let race): return explain(race)
    }
  }

  private func spelled(_ number: InstructionNumber) -> Sentence {
    let state = instructions(number ..< number.advanced(by: 1)).first
    return "\(number) \(state?.text ?? "")"
  }

  // MARK: Faults and races

  private func explain(_ fault: Fault) -> [Reason] {
    var reasons = [
      Reason(.fault, "\(fault.instruction) can not be done: \(fault.message)."),
      Reason(
        .faultPlace, "It is \(spelled(fault.instruction)) on the \(unit: fault.unit) unit."),
    ]
    let steps = machine.state.step
    if case .memoryRange = fault.kind, steps > 0 {
      let verb = steps == 1 ? "was" : "were"
      reasons.append(Reason(.faultNote, "\(steps, .steps) of it \(verb) done before."))
    }
    return reasons + fault.notes.map { Reason(.faultNote, $0.punctuated) }
  }

  private func explain(_ race: Race) -> [Reason] {
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

  private func explain(_ deadlock: Deadlock) -> [Reason] {
    let left = machine.plan.streamEnds[machine.state.stream] - machine.state.finished
    let rest: Sentence = "\(left, .instructions) \(left == 1 ? "has" : "have") not run"
    var reasons = [
      Reason(
        .deadlock,
        machine.readyInstruction == nil
          ? "Nothing can run any more, and \(rest)."
          : "A unit waits for what never comes, and \(rest).")
    ]
    reasons += deadlock.waits.map { explain($0) }
    let waiting = Set(deadlock.waits.map(\.unit))
    for wait in deadlock.waits
    where !waiting.contains(wait.partner)
      && units.contains(where: {
        $0.name == wait.partner && $0.next == nil
      })
    {
      reasons.append(unitDone(wait.partner))
    }
    if let first = deadlock.cycle.first {
      let circle = (deadlock.cycle + [first]).map { Sentence(.unit($0)) }
      reasons.append(Reason(.circle, "It is a cycle: \(circle.joined(separator: " → "))."))
    }
    return reasons + explain(deadlock.repairs, deadlock.culprit)
  }

  private func explain(_ repairs: [Repair], _ culprit: InstructionNumber?) -> [Reason] {
    guard !repairs.isEmpty else {
      return culprit.map {
        [Reason(.culprit, "No single flag mends it; look at \(spelled($0)).")]
      } ?? []
    }
    return repairs.map { repair in
      let end = repair.isRun ? "the workload ends" : "all tokens are there"
      let races: Sentence =
        repair.races == 0 ? "and nothing races" : "but \(repair.races, .pairs) race"
      return Reason(
        .repair, "To mend it, \(repair.message): with that, \(end), \(races).",
        details: ["was: \(repair.before)", "now: \(repair.after)"])
    }
  }

  private func explain(_ wait: Deadlock.Wait) -> Reason {
    let isPush = wait.reason == .room
    let what: Sentence =
      isPush
      ? "it pushes into \(queue: wait.queue), which is full"
      : "it pops a token from \(queue: wait.queue), which is empty"
    let verb = isPush ? "pop" : "push"
    let partner = wait.partnerInstruction.map { number -> Sentence in
      "The next that would \(verb) is \(spelled(number)) of the \(unit: wait.partner) unit, which has not run."
    }
    return Reason(
      isPush ? .queueFull : .tokenMissing,
      "The \(unit: wait.unit) unit waits at \(spelled(wait.instruction)): \(what).",
      details: [
        partner
          ?? "No instruction that is left of the \(unit: wait.partner) unit would \(verb).",
        "\(queue: wait.queue) has had \(wait.pushed, .pushes) and \(wait.popped, .pops).",
      ])
  }

  // MARK: Units

  public func explanation(ofUnit name: String) -> [Reason] {
    guard let unit = description.units.firstIndex(where: { $0.name == name }) else { return [] }
    let state = units[unit]
    guard let next = state.next else { return [unitDone(name)] }
    switch state.activity {
    case .ready: return [Reason(.ready, "The \(unit: name) unit can run \(spelled(next)).")]
    case .running(let step, let count):
      return [
        Reason(
          .running, "The \(unit: name) unit runs \(spelled(next)), step \(step) of \(count).")
      ]
    case .idle:
      return [
        Reason(
          .notFetched, "The \(unit: name) unit waits for the next instruction to be fetched.")
      ]
    case .done: return [unitDone(name)]
    case .waiting, .blocked: return machine.waits.filter { $0.unit == name }.map { explain($0) }
    }
  }

  private func unitDone(_ name: String) -> Reason {
    Reason(.unitDone, "The \(unit: name) unit has nothing left to run.")
  }

  public var warnings: [Reason] {
    guard machine.isAtStreamEnd, machine.state.finished > 0 else { return [] }
    let unawaited = machine.unawaited.map { index -> Reason in
      let unit = description.units[machine.plan.instructions[index].unit].name
      return Reason(
        .unawaited,
        "the end of the stream does not wait for \(machine.plan.number(index)) of the \(unit: unit) unit",
        details: ["no chain of tokens leads from there to it: with other delays it may be late"])
    }
    return unawaited
      + tokenQueues.filter { $0.level > 0 }.map { queue in
        let pushers = queue.pushers.prefix(8).map { Sentence(.instruction($0)) }
        let verb = queue.level == 1 ? "is" : "are"
        return Reason(
          .leftoverTokens,
          "\(queue.level, .tokens) \(verb) left in `\(queue: queue.name)`, pushed by \(pushers.joined(separator: ", "))",
          details: ["the next stream begins with them"])
      }
  }

}
