public import Diagnostics
import Simulation
import TargetKit

extension DecoupledDevice {

  public func explanation() -> [String] {
    switch stop {
    case .start: return ["Nothing has run yet."]
    case .step, .condition: return nextInstruction.map { ["The next is \(spelled($0))."] } ?? []
    case .streamEnd(let stream):
      return ["Stream \(stream + 1) has ended; the next step begins stream \(stream + 2)."]
    case .end: return ["Every instruction has run."] + warnings.map(\.message)
    case .interrupted: return ["The run was interrupted."]
    case .fault(let fault): return explain(fault)
    case .deadlock(let deadlock): return explain(deadlock)
    case .race(let race): return explain(race)
    }
  }

  private func spelled(_ number: InstructionNumber) -> String {
    let state = instructions(number ..< number.advanced(by: 1)).first
    return "\(number) \(state?.text ?? "")"
  }

  private func explain(_ fault: Fault) -> [String] {
    var lines = ["\(fault.instruction) can not be done: \(fault.message)."]
    lines.append("It is \(spelled(fault.instruction)) on the \(fault.unit) unit.")
    if case .memoryRange = fault.kind, machine.state.step > 0 {
      lines.append("\(machine.state.step) of its steps were done before.")
    }
    return lines + fault.notes.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
  }

  private func explain(_ deadlock: Deadlock) -> [String] {
    let left = machine.plan.streamEnds[machine.state.stream] - machine.state.finished
    let rest = left == 1 ? "1 instruction has" : "\(left) instructions have"
    var lines = [
      machine.readyInstruction == nil
        ? "Nothing can run any more, and \(rest) not run."
        : "A unit waits for what never comes, and \(rest) not run."
    ]
    lines += deadlock.waits.flatMap { explain($0) }
    let waiting = Set(deadlock.waits.map(\.unit))
    for wait in deadlock.waits
    where !waiting.contains(wait.partner)
      && units.contains(where: {
        $0.name == wait.partner && $0.next == nil
      })
    {
      lines.append("The \(wait.partner) unit has nothing left to run.")
    }
    if let first = deadlock.cycle.first {
      lines.append("It is a cycle: \((deadlock.cycle + [first]).joined(separator: " → ")).")
    }
    return lines + explain(deadlock.repairs, deadlock.culprit)
  }

  private func explain(_ repairs: [Repair], _ culprit: InstructionNumber?) -> [String] {
    guard !repairs.isEmpty else {
      return culprit.map { ["No single flag mends it; look at \(spelled($0))."] } ?? []
    }
    return repairs.flatMap { repair in
      let end = repair.isRun ? "the workload ends" : "all tokens are there"
      let races =
        repair.races == 0
        ? "and nothing races" : "but \(repair.races) pairs of instructions race"
      return [
        "To mend it, \(repair.message): with that, \(end), \(races).",
        "  was: \(repair.before)", "  now: \(repair.after)",
      ]
    }
  }

  private func explain(_ race: Race) -> [String] {
    var lines = ["\(race.message)."]
    for access in [race.first, race.second] {
      lines.append("  \(spelled(access.instruction))")
    }
    if let advice = race.advice { lines.append("To order them, \(advice).") }
    if race.isDataDependent {
      lines.append("Where they access depends on data that the streams make themselves.")
    }
    return lines
  }

  private func explain(_ wait: Deadlock.Wait) -> [String] {
    let isPush = wait.reason == .room
    let what =
      isPush
      ? "it pushes into \(wait.queue), which is full"
      : "it pops a token from \(wait.queue), which is empty"
    let verb = isPush ? "pop" : "push"
    let partner =
      wait.partnerInstruction.map {
        "  The next that would \(verb) is \(spelled($0)) of the \(wait.partner) unit, which has not run."
      } ?? "  No instruction that is left of the \(wait.partner) unit would \(verb)."
    return [
      "The \(wait.unit) unit waits at \(spelled(wait.instruction)): \(what).", partner,
      "  \(wait.queue) has had \(wait.pushed) pushes and \(wait.popped) pops.",
    ]
  }

  public func explanation(ofUnit name: String) -> [String] {
    guard let unit = description.units.firstIndex(where: { $0.name == name }) else { return [] }
    let state = units[unit]
    guard let next = state.next else { return ["The \(name) unit has nothing left to run."] }
    switch state.activity {
    case .ready: return ["The \(name) unit can run \(spelled(next))."]
    case .running(let step, let count):
      return ["The \(name) unit runs \(spelled(next)), step \(step) of \(count)."]
    case .idle: return ["The \(name) unit waits for the next instruction to be fetched."]
    case .done: return ["The \(name) unit has nothing left to run."]
    case .waiting, .blocked:
      return machine.waits.filter { $0.unit == name }.flatMap { explain($0) }
    }
  }

  public var warnings: [Diagnostic] {
    guard machine.isAtStreamEnd, machine.state.finished > 0 else { return [] }
    let unawaited = machine.unawaited.map { index -> Diagnostic in
      let unit = description.units[machine.plan.instructions[index].unit].name
      return .warning(
        "the end of the stream does not wait for \(machine.plan.number(index)) of the \(unit) unit",
        notes: ["no chain of tokens leads from there to it: with other delays it may be late"])
    }
    return unawaited
      + tokenQueues.filter { $0.level > 0 }.map { queue in
        let tokens = queue.level == 1 ? "token is" : "tokens are"
        let pushers = queue.pushers.prefix(8).map { "\($0)" }.joined(separator: ", ")
        return .warning(
          "\(queue.level) \(tokens) left in `\(queue.name)`, pushed by \(pushers)",
          notes: ["the next stream begins with them"])
      }
  }

}
