import Support
import TargetKit

/// One numbering of all that instructions share: the elements of each memory with cells of its own,
/// and behind them the DRAM that stores write.
///
/// DRAM that no store writes is not in it: nothing can race for it, and nothing in it can be lost.
struct CellSpace: Sendable {

  /// For each memory with cells of its own the first cell; behind them that of DRAM, and the end.
  let bases: [Int]

  /// - Units: bytes of DRAM in a cell; no transfer of what is stored begins or ends within one.
  let granule: Int

  /// What stores write, in order, not touching each other, and the cell of the first byte of each.
  private let stored: [Range<Int>]
  private let storedCells: [Int]

  var count: Int { bases[bases.count - 1] }

  /// The number of places with cells of their own: memories and DRAM.
  var placeCount: Int { bases.count - 1 }

  /// The place that is DRAM.
  var dram: Int { placeCount - 1 }

  /// - Cost: O(rows of transfers).
  init(_ plan: MachinePlan, interruption: Interruption) {
    var stores: [Range<Int>] = []
    var poll = Poll(interruption)
    for index in plan.instructions.indices {
      if poll.isRequested(after: 16) { break }
      guard let transfer = plan.instructions.transfer(.store, at: index) else { continue }
      if poll.isRequested(after: 16 * transfer.rows) { break }
      plan.forEachRow(of: transfer) { bytes in stores.append(run: bytes) }
    }
    let stored = stores.union
    self.stored = stored
    granule = CellSpace.granule(plan, stored, interruption)
    var end = 0
    var bases = plan.layout.slots.map { slot in
      defer { end += slot.depth }
      return end
    }
    bases.append(end)
    let size = granule
    storedCells = stored.map { bytes in
      defer { end += bytes.count / size }
      return end
    }
    bases.append(end)
    self.bases = bases
  }

  /// The place that a cell is in.
  func place(of cell: Int) -> Int {
    var place = placeCount - 1
    while place > 0, bases[place] > cell { place -= 1 }
    return place
  }

  /// The cells that hold some of these bytes of DRAM, in runs.
  func forEachCells(of bytes: Range<Int>, _ body: (Range<Int>) -> Void) {
    guard let first = stored.first, let last = stored.last,
      bytes.lowerBound < last.upperBound, bytes.upperBound > first.lowerBound
    else { return }
    var index = firstStored(endingAfter: bytes.lowerBound)
    while index < stored.count, stored[index].lowerBound < bytes.upperBound {
      let common = stored[index].clamped(to: bytes)
      let begin = storedCells[index] + (common.lowerBound - stored[index].lowerBound) / granule
      body(begin ..< begin + (common.count + granule - 1) / granule)
      index += 1
    }
  }

  /// Whether a store of the workload writes some of these bytes.
  func isStored(_ bytes: Range<Int>) -> Bool {
    let index = firstStored(endingAfter: bytes.lowerBound)
    return index < stored.count && stored[index].lowerBound < bytes.upperBound
  }

  /// What a run of cells of one place is there: elements of a memory, or bytes of DRAM.
  func range(of cells: Range<Int>) -> Range<Int> {
    let place = place(of: cells.lowerBound)
    guard place == dram else {
      return cells.lowerBound - bases[place] ..< cells.upperBound - bases[place]
    }
    let run = max(0, storedCells.lastIndex { $0 <= cells.lowerBound } ?? 0)
    let begin = stored[run].lowerBound + (cells.lowerBound - storedCells[run]) * granule
    return begin ..< min(stored[run].upperBound, begin + cells.count * granule)
  }

  private func firstStored(endingAfter address: Int) -> Int {
    stored.partitioningIndex { $0.upperBound > address }
  }

  /// The largest number of bytes that divides every row of what is stored and of what reads it.
  private static func granule(
    _ plan: MachinePlan, _ stored: [Range<Int>], _ interruption: Interruption
  ) -> Int {
    guard let first = stored.first, let last = stored.last else { return 1 }
    let hull = first.lowerBound ..< last.upperBound
    var granule = 0
    var poll = Poll(interruption)
    for index in plan.instructions.indices where granule != 1 {
      if poll.isRequested(after: 16) { break }
      guard let transfer = plan.instructions.transfer(at: index) else { continue }
      if poll.isRequested(after: 16 * transfer.rows) { continue }
      plan.forEachRow(of: transfer) { bytes in
        guard transfer.isStore || bytes.overlaps(hull) else { return }
        granule = greatestCommonDivisor(
          granule, greatestCommonDivisor(bytes.lowerBound, bytes.count))
      }
    }
    return max(1, granule)
  }

}

extension MachinePlan {

  /// Whether a transfer can be done: memory, padding, and every element and byte are there.
  func isPossible(_ transfer: Transfer) -> Bool {
    guard transfer.columns > 0 else { return true }
    guard let memory = transfer.memory else { return false }
    if transfer.isStore, transfer.hasPadding, description.options.storePaddingFaults {
      return false
    }
    guard transfer.sram + transfer.count <= memories[memory].depth else { return false }
    let start = address(of: transfer, memory)
    guard let segment = layout.segment(containing: start) else { return false }
    guard transfer.rows > 0 else { return true }
    let size = (transfer.rows - 1) * transfer.stride + transfer.columns
    return start + size * memories[memory].dramElementBytes <= segment.addresses.upperBound
  }

  /// The bytes of DRAM of a transfer that can be done, row by row; rows that touch are one.
  func forEachRow(of transfer: Transfer, _ body: (Range<Int>) -> Void) {
    guard let memory = transfer.memory, transfer.columns > 0, transfer.rows > 0 else { return }
    let start = address(of: transfer, memory)
    let bytes = memories[memory].dramElementBytes
    let size = ((transfer.rows - 1) * transfer.stride + transfer.columns) * bytes
    guard let segment = layout.segment(containing: start),
      start + size <= segment.addresses.upperBound
    else { return }
    if transfer.stride <= transfer.columns { return body(start ..< start + size) }
    for row in 0 ..< transfer.rows {
      let begin = start + row * transfer.stride * bytes
      body(begin ..< begin + transfer.columns * bytes)
    }
  }

}
