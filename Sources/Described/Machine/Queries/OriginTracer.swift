import Diagnostics
import Effects
import Simulation
import Support
import TargetKit

/// Follows values back through the instructions that wrote them, on a copy of the history.
struct OriginTracer {

  private var timeline: Timeline<DescribedMachine>
  private let start: DescribedMachine
  private let writers: WriterSearch

  /// By the position of the instruction that wrote them.
  private var pending: [Int: Set<ByteCell>] = [:]

  private var steps: [ValueOrigin.Step] = []
  private var leaves: Set<ByteCell> = []
  private var unwritten: Set<ByteCell> = []
  private var cellCount = 0

  /// More bytes than this are not followed.
  static var limit: Int { 1 << 21 }

  init(_ device: DescribedDevice) {
    timeline = device.timeline
    start = device.timeline.machine
    writers = WriterSearch(device)
  }

  /// What the cells hold now came from.
  /// - Errors: there are too many values to follow, or it was interrupted.
  /// - Cost: one seek, and O(steps × cells), for each instruction that had a part in it.
  mutating func origin(
    of cells: Set<ByteCell>, interruption: Interruption
  ) throws(Diagnostic) -> ValueOrigin {
    let program = start.program
    let form = program.description.form
    try follow(cells, before: .max)
    while let position = pending.keys.max(), let written = pending.removeValue(forKey: position) {
      try interruption.check()
      timeline.seek(to: Mark(instruction: position), interruption: interruption)
      try interruption.check()
      let machine = timeline.machine
      guard let index = machine.current else { continue }
      let isRunning = position == start.mark.instruction
      let sources = machine.sources(
        of: written, by: index, steps: isRunning ? start.mark.step : machine.stepCount)
      try interruption.check()
      steps.append(
        ValueOrigin.Step(
          instruction: program.number(index), written: form.places(written),
          read: form.places(sources.cells), constant: sources.constant, isCopy: sources.isCopy))
      try follow(sources.cells, before: position)
    }
    return ValueOrigin(
      steps: steps, dram: Set(leaves.map(\.byte)).sortedRuns, unwritten: form.places(unwritten))
  }

  /// Finds who wrote each of the cells last before `position` instructions had finished.
  private mutating func follow(
    _ cells: Set<ByteCell>, before position: Int
  ) throws(Diagnostic) {
    cellCount += cells.count
    guard cellCount <= OriginTracer.limit else {
      throw .error(
        "more than \(OriginTracer.limit) bytes are behind this",
        hints: ["ask for one value, such as `origin acc[2][7]`"])
    }
    var poll = Poll()
    for cell in cells {
      try poll.check(after: 64)
      if let writer = writers.position(of: cell, before: position) {
        pending[writer, default: []].insert(cell)
      } else if cell.part == nil {
        leaves.insert(cell)
      } else {
        unwritten.insert(cell)
      }
    }
  }

}

/// Finds who wrote bytes last.
struct WriterSearch {

  private let form: MachineForm
  private let writes: WriteIndex
  private let records: ArraySlice<AccessHistory.Record>

  /// What the steps that are done of the instruction that runs wrote.
  private let running: Footprint
  private let count: Int

  init(_ device: DescribedDevice) {
    form = device.description.form
    count = device.mark.instruction
    writes = device.history.writes(count)
    records = device.history.records(count)
    running = Footprint(observed: device.doneSteps.accesses, in: form)
  }

  /// The place among those that finished of the last instruction that wrote a byte, of those that
  /// began before `limit` had; the instruction that runs stands behind all of them.
  func position(of cell: ByteCell, before limit: Int) -> Int? {
    if limit > count, running.writes(cell) { return count }
    let limit = min(limit, count)
    guard let part = cell.part else { return writes.writer(ofHost: cell.byte, before: limit) }
    let place = cell.byte / form.byteCount(ofPlaceOf: part)
    return writes.writers(of: part, place: place, before: limit).first {
      records.indices.contains($0) && records[$0].footprint.writes(cell)
    }
  }

  /// The place of the last instruction that wrote any of the cells.
  func position(ofAny cells: Set<ByteCell>) -> Int? {
    cells.lazy.compactMap { position(of: $0, before: .max) }.max()
  }

}

extension Footprint {
  fileprivate func writes(_ cell: ByteCell) -> Bool {
    accesses.contains { access in
      access.isWrite && access.space == (cell.part.map { .part($0) } ?? .host)
        && access.bytes.overlaps(cell.byte ..< cell.byte + 1)
    }
  }
}
