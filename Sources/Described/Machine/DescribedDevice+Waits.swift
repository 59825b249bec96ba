public import Simulation
import TargetKit

/// Why units wait, from the root on.
extension DescribedDevice {

  func explain(_ deadlock: Deadlock) -> [Reason] {
    let position = timeline.machine.position
    let left = program.units.indices.reduce(0) { sum, unit in
      sum
        + program.lists[unit].dropFirst(position.heads[unit]).prefix { $0 < position.streamEnd }
        .count
    }
    var reasons = writer.explain(deadlock.waits, left: left, goesOn: false) {
      $0.instruction == nil
    }
    if let culprit = deadlock.culprit {
      reasons.append(Reason(.culprit, "Look at \(spelled(culprit)), which has no such flag."))
    }
    return reasons
  }

  public func explanation(ofUnit name: String) -> [Reason] {
    guard let unit = program.units.firstIndex(where: { $0.name == name }) else { return [] }
    let state = units[unit]
    guard let next = state.next else { return [writer.unitDone(name)] }
    switch state.activity {
    case .ready: return [ready(name, next)]
    case .running(let step, let count):
      return [writer.running(name, next, step: step, of: count)]
    case .done: return [writer.unitDone(name)]
    case .idle where !description.order.hasTokens:
      return program.index(of: next).map { waitReasons(of: unit, at: $0) } ?? []
    case .idle, .waiting, .blocked:
      return writer.explain(name, in: timeline.machine.waits)
    }
  }

  /// That nothing keeps it from running, and what interlocks had to wait for before.
  private func ready(_ name: String, _ next: InstructionNumber) -> Reason {
    var details: [Sentence] = []
    if case .interlocks = description.order, let index = program.index(of: next) {
      details = hazards(of: index).map { "\(program.number($0.earlier)) is done: \($0.sentence)" }
    }
    return writer.ready(name, next, details: details)
  }

}
