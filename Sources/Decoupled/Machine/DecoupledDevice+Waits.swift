import Simulation
import TargetKit

/// Why units wait, from the root on.
extension DecoupledDevice {

  func explain(_ deadlock: Deadlock) -> [Reason] {
    let left = machine.plan.streamEnds[machine.state.stream] - machine.state.finished
    let rest: Sentence = "\(left, .instructions) \(left == 1 ? "has" : "have") not run"
    var reasons = [
      Reason(
        .deadlock,
        machine.readyInstruction == nil
          ? "Nothing can run any more, and \(rest)."
          : "A unit waits for what never comes, and \(rest).")
    ]
    let waits = deadlock.waits
    for edge in waits.edges { reasons.append(explain(edge, in: waits)) }
    let done = Set(units.filter { $0.next == nil }.map(\.name))
    for node in waits.nodes where node.state == .free && done.contains(node.unit) {
      reasons.append(unitDone(node.unit))
    }
    if let first = waits.circle.first {
      let circle = (waits.circle + [first]).map { Sentence(.unit($0)) }
      reasons.append(Reason(.circle, "It is a cycle: \(circle.joined(separator: " → "))."))
    }
    return reasons + explain(deadlock.repairs, deadlock.culprit)
  }

  /// What a unit waits for.
  func explanation(of unit: String, in waits: WaitGraph) -> [Reason] {
    waits.edges.filter { waits.nodes[$0.from].unit == unit }.map { explain($0, in: waits) }
  }

  // MARK: Waits

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
      isPush
      ? "it pushes into \(queue: edge.queue), which \(state)"
      : "it pops a token from \(queue: edge.queue), which \(state)"
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

  // MARK: Repairs

  private func explain(_ repairs: [Repair], _ culprit: InstructionNumber?) -> [Reason] {
    guard !repairs.isEmpty else {
      return culprit.map {
        [Reason(.culprit, "No single flag mends it; look at \(spelled($0)).")]
      } ?? []
    }
    return repairs.enumerated().map { place, repair in
      let end = repair.isRun ? "the workload ends" : "all tokens are there"
      let races: Sentence =
        repair.races == 0 ? "and nothing races" : "but \(repair.races, .pairs) race"
      let begin: Sentence = place == 0 ? "To mend it, " : "Or "
      return Reason(
        .repair, begin + repair.message + ": with that, \(end), " + races + ".",
        details: repair.change.details)
    }
  }

}

extension Repair.Change {

  /// What it is in the words of a listing, or of the command that does it.
  fileprivate var details: [Sentence] {
    switch self {
    case .set(let flag), .clear(let flag):
      return ["was: \(flag.before)", "now: \(flag.after)"]
    case .tokens(let queues):
      let words = queues.map { "\($0.queue)=\($0.to)" }.joined(separator: " ")
      return ["`stream tokens \(words)` lets the streams begin so"]
    }
  }

}
