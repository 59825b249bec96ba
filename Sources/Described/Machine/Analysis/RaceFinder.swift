import Effects
import Simulation
import Support
import TargetKit

/// Finds pairs of instructions that touch the same place, one of them writing, and that nothing
/// orders.
struct RaceFinder {

  private let program: MachineProgram
  private var clocks: OrderClocks

  /// For each unit what has run of it in this stream, in order.
  private var visited: [[AccessHistory.Record]]
  private var stream = -1

  private(set) var races: [Race] = []

  /// Whether it was interrupted: there may be more.
  private(set) var isUnfinished = false

  /// - Parameter records: in the order in which the instructions finished.
  /// - Cost: each instruction is compared with those of other units that it is not ordered behind.
  init(_ program: MachineProgram, _ records: ArraySlice<AccessHistory.Record>) {
    self.program = program
    clocks = OrderClocks(program)
    visited = program.units.map { _ in [] }
    guard program.description.order.allowsRaces, program.units.count > 1 else { return }
    var poll = Poll()
    for record in records where !isUnfinished { visit(record, &poll) }
  }

  private mutating func visit(_ record: AccessHistory.Record, _ poll: inout Poll) {
    let own = program.instructions[record.instruction].unit
    let stream = program.stream(of: record.instruction)
    if stream != self.stream {
      self.stream = stream
      visited = program.units.map { _ in [] }
    }
    let clock = clocks.visit(record)
    for unit in program.units.indices where unit != own {
      for earlier in visited[unit].reversed() {
        guard program.ranks[earlier.instruction] >= clock[unit] else { break }
        if poll.isRequested(after: 8) {
          isUnfinished = true
          return
        }
        if let race = race(earlier, record) { races.append(race) }
      }
    }
    visited[own].append(record)
  }

  // MARK: Pairs

  private func race(_ first: AccessHistory.Record, _ second: AccessHistory.Record) -> Race? {
    for access in first.footprint.accesses {
      for other in second.footprint.accesses
      where access.space == other.space && (access.isWrite || other.isWrite) {
        guard let bytes = access.bytes.common(other.bytes) else { continue }
        let place = program.description.form.place(of: other.part, bytes: bytes)
        return Race(
          first: self.access(first, access.isWrite), second: self.access(second, other.isWrite),
          memory: place.isDRAM ? nil : place.memory, range: place.elements,
          missing: links(
            from: min(first.instruction, second.instruction),
            to: max(first.instruction, second.instruction)))
      }
    }
    return nil
  }

  private func access(_ record: AccessHistory.Record, _ isWrite: Bool) -> Race.Access {
    Race.Access(
      instruction: program.number(record.instruction), unit: program.unitName(record.instruction),
      kind: isWrite ? .write : .read)
  }

  /// The fewest tokens, or tiles, that lead from one instruction to another.
  private func links(from first: Int, to second: Int) -> [Race.Link] {
    let (start, goal) = (program.instructions[first].unit, program.instructions[second].unit)
    var paths = [(unit: start, queues: [Int]())]
    var seen: Set = [start]
    var place = 0
    while place < paths.count {
      let (unit, queues) = paths[place]
      if unit == goal { return links(queues, first, second) }
      for (queue, token) in program.queues.enumerated()
      where token.from == unit && seen.insert(token.to).inserted {
        paths.append((token.to, queues + [queue]))
      }
      place += 1
    }
    return []
  }

  private func links(_ queues: [Int], _ first: Int, _ second: Int) -> [Race.Link] {
    queues.enumerated().map { place, queue in
      let token = program.queues[queue]
      return Race.Link(
        queue: token.name, push: token.push,
        pusher: place == 0 ? program.number(first) : nil, pop: token.pop,
        popper: place == queues.count - 1 ? program.number(second) : nil)
    }
  }

}

extension OrderDescription {

  /// Whether instructions of two units may touch the same place without an order; interlocks and a
  /// single queue see to it that they do not.
  var allowsRaces: Bool {
    switch self {
    case .inOrder, .interlocks: false
    case .tokens, .waits, .barriers, .counted, .none: true
    }
  }

}
