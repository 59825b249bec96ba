import Effects
import Support
import TargetKit

/// What has surely finished before an instruction begins, whatever the pace of units: for each unit
/// how many of its instructions.
///
/// Streams run one after the other and units work in order; the rest is what the machine has: tokens or
/// buffers, waits for what is outstanding, or barriers.
struct OrderClocks {

  private let program: MachineProgram

  /// By instruction; empty for those that have not been visited.
  private var clocks: [[Int]]

  /// The stream of the last instruction, and what had finished when it began.
  private var stream = -1
  private var begin: [Int] = []

  /// What has finished before anything that comes behind the last wait of the stream, or behind
  /// work that a full queue held back.
  private var issued: [Int] = []

  /// By queue, what is counted in the stream.
  private var signals: [String: CountedWork] = [:]

  /// For each unit the last of its instructions that has been visited in the stream.
  private var last: [Int?] = []

  init(_ program: MachineProgram) {
    self.program = program
    clocks = Array(repeating: [], count: program.instructions.count)
  }

  /// Adds the instruction that ran next.
  /// - Returns: what has finished before it.
  /// - Cost: O(units × queues).
  mutating func visit(_ record: AccessHistory.Record) -> [Int] {
    let index = record.instruction
    let unit = program.instructions[index].unit
    enterStream(of: index)
    for event in record.events { note(event, of: index) }
    var clock = issued
    let rank = program.ranks[index]
    if rank > begin[unit] { join(&clock, program.lists[unit][rank - 1]) }
    for use in program.instructions[index].pops {
      if let pusher = program.tokens.pusher(for: use, of: index) { join(&clock, pusher) }
    }
    for use in program.instructions[index].pushes {
      if let popper = maker(ofRoomFor: use, of: index) { join(&clock, popper) }
    }
    clocks[index] = clock
    last[unit] = index
    return clock
  }

  /// Who has ended when there is room for what an instruction pushes.
  ///
  /// A token makes room when the instruction that takes it begins, which orders nothing.
  private func maker(ofRoomFor use: QueueUse, of index: Int) -> Int? {
    let queue = program.queues[use.queue]
    guard queue.keepsUntilEnd, let depth = queue.depth else { return nil }
    return program.tokens.popper(makingRoomFor: use, of: index, depth: depth)
  }

  private mutating func enterStream(of index: Int) {
    let own = program.stream(of: index)
    guard own != stream else { return }
    stream = own
    let first = program.indices(ofStream: own).lowerBound
    begin = program.lists.map { list in list.partitioningIndex { $0 >= first } }
    issued = begin
    signals = [:]
    last = program.lists.map { _ in nil }
  }

  private mutating func note(_ event: QueueEvent, of index: Int) {
    switch event {
    case .queue(.signal, let queue, let count):
      let most = program.description.order.most(outstandingOn: queue)
      if let last = signals[queue]?.last(leaving: most - min(most, count)) { join(&issued, last) }
      signals[queue, default: CountedWork()].signal(by: index, count)
    case .queue(.wait, let queue, let count):
      if let last = signals[queue]?.last(leaving: count) { join(&issued, last) }
    case .barrier(let names):
      for (unit, index) in last.enumerated()
      where names.isEmpty || names.contains(program.units[unit].name) {
        if let index { join(&issued, index) }
      }
    // What is moved follows from the instruction's fields.
    case .queue: break
    }
  }

  /// Takes over that an instruction has finished, and with it what has before it.
  private func join(_ clock: inout [Int], _ index: Int) {
    for (unit, count) in clocks[index].enumerated() { clock[unit] = max(clock[unit], count) }
    let unit = program.instructions[index].unit
    clock[unit] = max(clock[unit], program.ranks[index] + 1)
  }

}
