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
    let rest: Sentence = "\(left, .instructions) \(left == 1 ? "has" : "have") not run"
    var reasons = [Reason(.deadlock, "Nothing can run any more, and \(rest).")]
    let waits = deadlock.waits
    for edge in waits.edges { reasons.append(explain(edge, in: waits)) }
    for node in waits.nodes where node.state == .free && node.instruction == nil {
      reasons.append(unitDone(node.unit))
    }
    if let first = waits.circle.first {
      let circle = (waits.circle + [first]).map { Sentence(.unit($0)) }
      reasons.append(Reason(.circle, "It is a cycle: \(circle.joined(separator: " → "))."))
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
    guard let next = state.next else { return [unitDone(name)] }
    switch state.activity {
    case .ready: return [ready(name, next)]
    case .running(let step, let count):
      return [
        Reason(
          .running, "The \(unit: name) unit runs \(spelled(next)), step \(step) of \(count).")
      ]
    case .done: return [unitDone(name)]
    case .idle where !description.order.hasQueues:
      return program.index(of: next).map { waitReasons(of: unit, at: $0) } ?? []
    case .idle, .waiting, .blocked:
      let waits = timeline.machine.waits
      return waits.edges.filter { waits.nodes[$0.from].unit == name }.map {
        explain($0, in: waits)
      }
    }
  }

  /// That nothing keeps it from running, and what interlocks had to wait for before.
  private func ready(_ name: String, _ next: InstructionNumber) -> Reason {
    var details: [Sentence] = []
    if case .interlocks = description.order, let index = program.index(of: next) {
      details = hazards(of: index).map { "\(program.number($0.earlier)) is done: \($0.sentence)" }
    }
    return Reason(
      .ready, "The \(unit: name) unit can run \(spelled(next)).", details: details)
  }

  func unitDone(_ name: String) -> Reason {
    Reason(.unitDone, "The \(unit: name) unit has nothing left to run.")
  }

  // MARK: Tokens

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
    return Reason(
      isPush ? .queueFull : .tokenMissing,
      "The \(unit: node.unit) unit waits at \(place): \(need(of: edge, at: node)).",
      details: [
        partner(of: edge, in: waits),
        "\(queue: edge.queue) has had \(edge.pushed, .pushes) and \(edge.popped, .pops).",
      ])
  }

  /// What an instruction needs of a queue, and why it has to wait.
  private func need(of edge: WaitGraph.Edge, at node: WaitGraph.Node) -> Sentence {
    let isPush = edge.reason == .room
    guard case .counted(let buffers) = description.order,
      let queue = buffers.firstIndex(where: { $0.name == edge.queue }),
      let index = node.instruction.flatMap({ program.index(of: $0) }),
      let use = (isPush ? program.instructions[index].pushes : program.instructions[index].pops)
        .first(where: { $0.queue == queue })
    else {
      return isPush
        ? "it pushes into \(queue: edge.queue), which is full"
        : "it pops a token from \(queue: edge.queue), which is empty"
    }
    let (level, depth) = (timeline.machine.position.levels[queue], buffers[queue].depth)
    if use.needed > depth {
      return
        "it needs \(isPush ? "room for " : "")\(use.needed, .tiles) in \(queue: edge.queue), which never holds more than \(depth)"
    }
    return isPush
      ? "it needs room for \(use.needed, .tiles) in \(queue: edge.queue), which holds \(level) of \(depth)"
      : "it needs \(use.needed, .tiles) in \(queue: edge.queue), which holds \(level)"
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

}

extension OrderDescription {

  /// What an instruction does not do that would end a wait.
  fileprivate var lack: String {
    if case .counted = self { "says nothing to it" } else { "has no such flag" }
  }

}
