public import Simulation
import TargetKit

extension DecoupledDevice {

  public func explanation() -> [Reason] {
    switch stop {
    case .start: return [.start]
    case .step, .condition:
      return nextInstruction.map { [Reason(.next, "The next is \(spelled($0)).")] } ?? []
    case .streamEnd(let stream):
      return [writer.streamEnd(stream)]
    case .end: return [.end] + warnings
    case .interrupted: return [.interrupted]
    case .fault(let fault):
      let isRange = if case .memoryRange = fault.kind { true } else { false }
      return writer.explain(fault, steps: isRange ? machine.state.step : 0)
    case .deadlock(let deadlock): return explain(deadlock)
    case .race(let race): return writer.explain(race)
    }
  }

  var writer: ReasonWriter { ReasonWriter { spelled($0) } }

  func spelled(_ number: InstructionNumber) -> Sentence {
    let state = instructions(number ..< number.advanced(by: 1)).first
    return "\(number) \(state?.text ?? "")"
  }

  // MARK: Units

  public func explanation(ofUnit name: String) -> [Reason] {
    guard let unit = description.units.firstIndex(where: { $0.name == name }) else { return [] }
    let state = units[unit]
    guard let next = state.next else { return [writer.unitDone(name)] }
    switch state.activity {
    case .ready: return [writer.ready(name, next)]
    case .running(let step, let count):
      return [writer.running(name, next, step: step, of: count)]
    case .idle:
      return [
        Reason(
          .notFetched, "The \(unit: name) unit waits for the next instruction to be fetched.")
      ]
    case .done: return [writer.unitDone(name)]
    case .waiting, .blocked: return writer.explain(name, in: machine.waits)
    }
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
      + tokenQueues.filter { $0.level > 0 }.map {
        writer.leftover($0.level, in: $0.name, pushedBy: Array($0.pushers.prefix(8)))
      }
  }

}
