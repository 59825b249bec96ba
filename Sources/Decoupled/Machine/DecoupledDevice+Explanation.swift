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

  func spelled(_ number: InstructionNumber) -> Sentence {
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
    case .waiting, .blocked: return explanation(of: name, in: machine.waits)
    }
  }

  func unitDone(_ name: String) -> Reason {
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
