import Diagnostics
import Effects
import Support
import TargetKit

/// Makes units wait for each other by counts of work that may be outstanding.
///
/// Work of a unit ends in the order in which it begins. Where at most n of what was signalled
/// before an instruction is outstanding, all but the last n is done; the instruction says n.
struct WaitOrdering {

  private let description: MachineDescription
  private let queues: [OrderDescription.CountedQueue]
  private let calls: WaitCalls

  init(_ description: MachineDescription, _ queues: [OrderDescription.CountedQueue]) {
    self.description = description
    self.queues = queues
    calls = WaitCalls(description, queues)
  }

  /// - Errors: the work of a unit is not counted, or nothing waits for it in another.
  func ordered(
    _ program: [OrderedCall], _ dependences: CallDependences
  ) throws(Diagnostic) -> [OrderedCall] {
    let signals = try program.map { (each) throws(Diagnostic) in try calls.signals(of: each.call) }
    // For each queue how much is signalled before each instruction.
    let sums = queues.indices.map { queue in
      signals.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1[queue]) }
    }
    let edges = Dictionary(grouping: dependences.edges, by: \.later)
    // For each unit and queue how much is surely done.
    var done = dependences.members.map { _ in queues.map { _ in 0 } }
    var ordered: [OrderedCall] = []
    var poll = Poll()
    for (place, each) in program.enumerated() {
      try poll.check(after: 1 << 6)
      let unit = dependences.units[place]
      var needed: [Int: Int] = [:]
      for edge in edges[place] ?? [] {
        guard let goal = goal(of: edge, signals, sums, dependences) else {
          throw refusal(
            edge, program, dependences, "nothing signals that the earlier one is done",
            "let its effect `signal` a queue of `order:` that counts the work of its unit")
        }
        if done[unit][goal.queue] < goal.count {
          needed[goal.queue] = max(needed[goal.queue] ?? 0, goal.count)
        }
      }
      var call = calls.open(each.call)
      for (queue, goal) in needed.sorted(by: { $0.key < $1.key }) {
        let issued = sums[queue][place]
        if let left = calls.wait(for: queue, atMost: issued - goal, in: &call) {
          done[unit][queue] = issued - left
          continue
        }
        guard let (wait, left) = calls.wait(for: queue, atMost: issued - goal, of: unit) else {
          let edge = edges[place]?.first ?? DependenceEdge(earlier: place, later: place)
          throw refusal(
            edge, program, dependences,
            "no instruction of the later one's unit waits for `\(queues[queue].name)`",
            "describe one that does `wait(\(queues[queue].name), n)`")
        }
        let reason = "waits until at most \(left) of \(queues[queue].name) are outstanding"
        ordered.append(OrderedCall(wait, source: each.source, reason: reason))
        done[unit][queue] = issued - left
      }
      ordered.append(OrderedCall(call, source: each.source, reason: each.reason))
    }
    return ordered
  }

  /// The queue that counts the earlier instruction of a dependence, or the first behind it that is
  /// counted, and how much is done on it when that is.
  ///
  /// What ends the program waits for all that is counted; behind that a unit may do what nobody
  /// sees any more, such as writing a register.
  private func goal(
    of edge: DependenceEdge, _ signals: [[Int]], _ sums: [[Int]], _ dependences: CallDependences
  ) -> (queue: Int, count: Int)? {
    let unit = dependences.units[edge.earlier]
    let own = queues.indices.filter { queues[$0].unit == unit }
    let place = dependences.first(of: unit, in: edge.earlier ..< edge.later) { place in
      own.contains { signals[place][$0] > 0 }
    }
    if let place, let queue = own.first(where: { signals[place][$0] > 0 }) {
      return (queue, sums[queue][place + 1])
    }
    guard dependences.ends.contains(edge.later), let queue = own.first else { return nil }
    let counted = dependences.last(of: unit, in: 0 ..< edge.later) { signals[$0][queue] > 0 }
    let isSeen = dependences.first(of: unit, in: (counted ?? -1) + 1 ..< edge.later) { place in
      dependences.footprints[place].writes.contains { $0.space == .host }
    }
    return isSeen == nil ? (queue, sums[queue][edge.later]) : nil
  }

  private func refusal(
    _ edge: DependenceEdge, _ program: [OrderedCall], _ dependences: CallDependences,
    _ note: String, _ hint: String
  ) -> Diagnostic {
    .error(
      description.needs(edge, program.map(\.call), dependences), notes: [note], hints: [hint])
  }

}
