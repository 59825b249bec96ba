import Simulation
import Support
import TargetKit

/// Who waits for whom by tokens.
extension DescribedMachine {

  /// What is known where units wait for each other, or for nobody.
  var deadlock: Deadlock {
    let waits = waits
    return Deadlock(waits, culprit: program.number(ofAny: culprit(of: waits)))
  }

  /// Who waits for whom now, whether others can go on or not.
  /// - Cost: O(units × log(instructions)).
  var waits: WaitGraph {
    var builder = WaitBuilder(program: program, position: position)
    for unit in program.units.indices { builder.add(unit) }
    return WaitGraph(nodes: builder.nodes, edges: builder.edges)
  }

  /// The last instruction of the partner of the root, before the one that waits, that does not push,
  /// or pop.
  private func culprit(of waits: WaitGraph) -> Int? {
    guard let edge = waits.rootEdge, edge.reason != .fetch,
      let queue = program.queues.firstIndex(where: { $0.name == edge.queue }),
      let index = waits.first?.instruction.flatMap({ program.index(of: $0) })
    else { return nil }
    let isToken = edge.reason == .token
    let unit = isToken ? program.queues[queue].from : program.queues[queue].to
    let begin = program.indices(ofStream: position.stream).lowerBound
    return program.lists[unit].last { other in
      guard other >= begin, other < index else { return false }
      let instruction = program.instructions[other]
      return !(isToken ? instruction.pushes : instruction.pops).contains {
        $0.queue == queue && $0.count > 0
      }
    }
  }

}

/// Gives units their places in a graph of waits.
private struct WaitBuilder {

  let program: MachineProgram
  let position: MachinePosition

  private(set) var nodes: [WaitGraph.Node] = []
  private(set) var edges: [WaitGraph.Edge] = []

  /// For each unit its place among the nodes.
  private var places: [Int: Int] = [:]

  init(program: MachineProgram, position: MachinePosition) {
    self.program = program
    self.position = position
  }

  /// Adds all that a unit waits for.
  mutating func add(_ unit: Int) {
    for need in needs(of: unit) {
      let from = node(of: unit)
      switch need {
      case .token(let queue):
        add(
          .token, queue, from, program.queues[queue].from, program.tokens.pushes[queue].instructions
        )
      case .room(let queue):
        add(.room, queue, from, program.queues[queue].to, program.tokens.pops[queue].instructions)
      }
    }
  }

  private func needs(of unit: Int) -> [MachinePosition.Need] {
    guard let head = position.head(of: unit, program),
      !(head == position.current && position.step > 0)
    else { return [] }
    return position.needs(of: head, program)
  }

  /// - Parameter partners: those that would end the wait, in order.
  private mutating func add(
    _ reason: WaitGraph.Edge.Reason, _ queue: Int, _ from: Int, _ partner: Int, _ partners: [Int]
  ) {
    let next = partners[position.finishedCount(of: partners, by: partner, program)...].first.flatMap
    {
      $0 < position.streamEnd ? $0 : nil
    }
    let (pushers, poppers) = (program.tokens.pushes[queue], program.tokens.pops[queue])
    edges.append(
      WaitGraph.Edge(
        from: from, to: node(of: partner), reason, queue: program.queues[queue].name,
        partner: program.number(ofAny: next),
        pushed: pushers.total(
          position.finishedCount(
            of: pushers.instructions, by: program.queues[queue].from, program)),
        popped: poppers.total(
          position.finishedCount(
            of: poppers.instructions, by: program.queues[queue].to, program))))
  }

  private mutating func node(of unit: Int) -> Int {
    if let place = places[unit] { return place }
    let place = nodes.count
    places[unit] = place
    let next = position.next(of: unit, program)
    let isUnfetched = next != nil && position.head(of: unit, program) == nil
    nodes.append(
      WaitGraph.Node(
        unit: program.units[unit].name, instruction: program.number(ofAny: next),
        state: isUnfetched ? .unfetched : needs(of: unit).isEmpty ? .free : .waits))
    if isUnfetched { addFetch(from: place) }
    return place
  }

  /// Fetching goes in order: what is not fetched waits for room in the queue of one unit.
  private mutating func addFetch(from place: Int) {
    guard position.fetched < position.streamEnd else { return }
    let unit = program.instructions[position.fetched].unit
    edges.append(
      WaitGraph.Edge(
        from: place, to: node(of: unit), .fetch, queue: program.units[unit].name,
        partner: program.number(ofAny: position.next(of: unit, program))))
  }

}
