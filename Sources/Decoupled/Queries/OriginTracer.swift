import Diagnostics
import Simulation
import Support
import TargetKit

/// Follows values back through the instructions that wrote them, on a copy of the history.
struct OriginTracer {

  /// A write that is still to be looked at: the one that began last comes first.
  private struct Write: Hashable, Comparable {
    let begun: Int
    let instruction: Int

    static func < (a: Self, b: Self) -> Bool {
      (a.begun, a.instruction) < (b.begun, b.instruction)
    }
  }

  private var timeline: Timeline<DecoupledMachine>
  private let plan: MachinePlan
  private let stores: StoreIndex

  private var pending: [Write: Set<Cell>] = [:]

  /// The keys of `pending`, in order.
  private var queue: [Write] = []

  private var steps: [ValueOrigin.Step] = []
  private var leaves: Set<Int> = []
  private var unwritten: Set<Cell> = []
  private var cellCount = 0

  /// More values than this are not followed.
  static var limit: Int { 1 << 21 }

  init(_ timeline: Timeline<DecoupledMachine>) {
    self.timeline = timeline
    plan = timeline.machine.plan
    stores = StoreIndex(timeline.machine)
  }

  /// What the cells hold now came from.
  /// - Errors: there are too many values to follow, or it was interrupted.
  /// - Cost: one seek, and O(steps), for each instruction that had a part in it.
  mutating func origin(
    of cells: Set<Cell>, interruption: Interruption
  ) throws(Diagnostic) -> ValueOrigin {
    let start = timeline.machine
    try follow(cells, in: start, before: .max)
    while let write = queue.popLast(), let written = pending.removeValue(forKey: write) {
      try interruption.check()
      let done = start.doneSteps(of: write.instruction)
      timeline.seek(to: Mark(instruction: write.begun), interruption: interruption)
      try interruption.check()
      let sources = timeline.machine.sources(
        of: written, by: write.instruction, steps: done ?? .max)
      try interruption.check()
      steps.append(
        ValueOrigin.Step(
          instruction: plan.number(write.instruction), written: plan.places(written),
          read: plan.places(sources.cells), constant: sources.constant, isCopy: sources.isCopy))
      try follow(sources.cells, in: timeline.machine, before: write.begun)
    }
    return ValueOrigin(
      steps: steps, dram: leaves.runs, unwritten: plan.places(unwritten))
  }

  /// Finds who wrote each of the cells last, as `machine` stands.
  private mutating func follow(
    _ cells: Set<Cell>, in machine: DecoupledMachine, before position: Int
  ) throws(Diagnostic) {
    cellCount += cells.count
    guard cellCount <= OriginTracer.limit else {
      throw .error(
        "more than \(OriginTracer.limit) values are behind this",
        hints: ["ask for one value: `origin acc[2][7]`"])
    }
    var poll = Poll()
    for cell in cells {
      try poll.check(after: 64)
      guard let writer = writer(of: cell, machine, position) else {
        if cell.slot == nil { leaves.insert(cell.index) } else { unwritten.insert(cell) }
        continue
      }
      let write = Write(begun: stores.machine.log.begun(writer), instruction: writer)
      if pending[write] == nil { enqueue(write) }
      pending[write, default: []].insert(cell)
    }
  }

  private func writer(of cell: Cell, _ machine: DecoupledMachine, _ position: Int) -> Int? {
    guard let slot = cell.slot else { return stores.writer(of: cell.index, before: position) }
    let stamp = machine.lastWriters(slot: slot, cell.index ..< cell.index + 1).first ?? 0
    return stamp == 0 ? nil : Int(stamp) - 1
  }

  private mutating func enqueue(_ write: Write) {
    queue.insert(write, at: queue.partitioningIndex { $0 >= write })
  }

}

/// The stores that have begun, by what they wrote of DRAM.
struct StoreIndex {

  private struct Entry {
    let instruction: Int
    let begun: Int

    /// - Units: rows that have been written.
    let done: Int
    let bytes: Range<Int>
  }

  let machine: DecoupledMachine

  /// In the order in which they began.
  private let entries: [Entry]

  /// All that any of them wrote; in order, not touching.
  private let touched: [Range<Int>]

  /// - Cost: O(stores).
  init(_ machine: DecoupledMachine) {
    self.machine = machine
    var entries: [Entry] = []
    var poll = Poll()
    for instruction in machine.log.order(machine.state.finished)
      + (machine.halfDone.map { [$0] } ?? [])
    {
      if poll.isRequested() { break }
      guard let transfer = machine.plan.instructions.transfer(.store, at: instruction),
        let memory = transfer.memory,
        let bytes = machine.dramRange(of: transfer, memory)
      else { continue }
      entries.append(
        Entry(
          instruction: instruction, begun: machine.log.begun(instruction),
          done: machine.doneSteps(of: instruction) ?? .max, bytes: bytes))
    }
    self.entries = entries
    touched = entries.map(\.bytes).union
  }

  /// The last store of those that began before `position` instructions had finished that wrote the
  /// byte.
  func writer(of byte: Int, before position: Int) -> Int? {
    let index = touched.partitioningIndex { $0.upperBound > byte }
    guard index < touched.count, touched[index].contains(byte) else { return nil }
    var poll = Poll()
    return entries.last { entry in
      if poll.isRequested(after: 4) { return true }
      return entry.begun < position && entry.bytes.contains(byte)
        && machine.rows(of: entry.instruction).prefix(entry.done).contains { $0.contains(byte) }
    }?.instruction
  }

}
