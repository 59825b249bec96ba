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
      reasons.append(
        Reason(.culprit, "Look at \(spelled(culprit)), which \(description.order.lack)."))
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
    case .idle where !description.order.hasQueues:
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

  /// What an instruction needs of a buffer of tiles; nil where queues hold tokens.
  func need(of edge: WaitGraph.Edge, at node: WaitGraph.Node) -> Sentence? {
    let isPush = edge.reason == .room
    guard case .counted(let buffers) = description.order,
      let queue = buffers.firstIndex(where: { $0.name == edge.queue }),
      let index = node.instruction.flatMap({ program.index(of: $0) }),
      let use = (isPush ? program.instructions[index].pushes : program.instructions[index].pops)
        .first(where: { $0.queue == queue })
    else { return nil }
    let (level, depth) = (timeline.machine.position.levels[queue], buffers[queue].depth)
    if use.needed > depth {
      return
        "it needs \(isPush ? "room for " : "")\(use.needed, .tiles) in \(queue: edge.queue), which never holds more than \(depth)"
    }
    return isPush
      ? "it needs room for \(use.needed, .tiles) in \(queue: edge.queue), which holds \(level) of \(depth)"
      : "it needs \(use.needed, .tiles) in \(queue: edge.queue), which holds \(level)"
  }

}

extension OrderDescription {

  /// What an instruction does not do that would end a wait.
  fileprivate var lack: String {
    if case .counted = self { "says nothing to it" } else { "has no such flag" }
  }

}
