import CKernels
import Support
import TargetKit

/// What an instruction made some of the cells from that it wrote.
struct CellSources {

  /// The cells whose values before the instruction it used.
  var cells: Set<Cell> = []

  /// The number that it put in besides.
  var constant: Int?

  /// Whether it only moved values.
  var isCopy = false
}

extension DecoupledMachine {

  /// What `index` made `written` from, where the machine stands before that instruction.
  /// - Parameter steps: how many of its steps count.
  /// - Returns: some of it, where the work is to end.
  /// - Cost: O(steps of the instruction + cells).
  func sources(of written: Set<Cell>, by index: Int, steps: Int = .max) -> CellSources {
    switch plan.instructions[index].operation {
    case .transfer(let transfer):
      return transfer.isStore
        ? sources(of: written, storedBy: transfer) : sources(of: written, loadedBy: transfer)
    case .nest(let nest, nil): return sources(of: sums(written), multipliedBy: nest, steps)
    case .nest(let nest, let vector?):
      return sources(of: sums(written), computedBy: nest, vector, steps)
    case .end, .undefined: return CellSources()
    }
  }

  /// The sums that cells of the memory that is stored were narrowed from, and the others as they are.
  private func sums(_ written: Set<Cell>) -> Set<Cell> {
    guard let results = plan.results else { return written }
    return Set(
      written.map { cell in
        guard cell.slot == results.number else { return cell }
        return Cell(slot: plan.sumsNumber, index: cell.index, lane: cell.lane)
      })
  }

  private func sources(of written: Set<Cell>, loadedBy transfer: Transfer) -> CellSources {
    guard let memory = transfer.memory, transfer.width > 0 else { return CellSources() }
    let description = plan.memories[memory]
    let start = address(of: transfer, memory)
    var result = CellSources(isCopy: true)
    var poll = Poll()
    for cell in written {
      if poll.isRequested(after: 16) { return result }
      let (row, column) = (cell.index - transfer.sram).quotientAndRemainder(
        dividingBy: transfer.width)
      let (line, element) = (row - transfer.top, column - transfer.left)
      guard line >= 0, line < transfer.rows, element >= 0, element < transfer.columns else {
        result.constant = 0
        continue
      }
      let first =
        start + (line * transfer.stride + element) * description.dramElementBytes
        + cell.lane * description.dramValueBytes
      for byte in first ..< first + description.dramValueBytes {
        result.cells.insert(Cell(index: byte))
      }
    }
    return result
  }

  private func sources(of written: Set<Cell>, storedBy transfer: Transfer) -> CellSources {
    guard let memory = transfer.memory else { return CellSources() }
    let slot = plan.layout.slotOfMemory[memory]
    let bytes = plan.memories[memory].dramElementBytes
    let start = address(of: transfer, memory)
    var result = CellSources(isCopy: true)
    var poll = Poll()
    for cell in written {
      if poll.isRequested(after: transfer.rows) { return result }
      // Where rows overlap, the last one stays.
      for row in (0 ..< transfer.rows).reversed() {
        let offset = cell.index - start - row * transfer.stride * bytes
        guard offset >= 0, offset < transfer.columns * bytes else { continue }
        result.cells.insert(
          Cell(
            slot: slot, index: transfer.sram + row * transfer.columns + offset / bytes,
            lane: offset % bytes / plan.memories[memory].dramValueBytes))
        break
      }
    }
    return result
  }

  private func sources(
    of written: Set<Cell>, multipliedBy nest: Nest, _ steps: Int
  ) -> CellSources {
    let lanes = Dictionary(grouping: written, by: \.index).mapValues { $0.map(\.lane) }
    let shape = plan.description.memories[plan.input].shape
    let columns = plan.description.memories[plan.weight].shape[0]
    let (input, weight) = (
      plan.layout.slotOfMemory[plan.input], plan.layout.slotOfMemory[plan.weight]
    )
    var result = CellSources(constant: nest.isReset ? 0 : nil)
    guard !nest.isReset else { return result }
    result.cells = written
    let depth = shape[1]
    forEachStep(of: nest, steps) { destination, source, element in
      for lane in lanes[destination] ?? [] {
        for k in 0 ..< depth {
          result.cells.insert(
            Cell(slot: input, index: source, lane: lane / columns * depth + k))
          result.cells.insert(
            Cell(slot: weight, index: element, lane: lane % columns * depth + k))
        }
      }
    }
    return result
  }

  private func sources(
    of written: Set<Cell>, computedBy nest: Nest, _ vector: Vector, _ steps: Int
  ) -> CellSources {
    var result = CellSources(
      cells: written, constant: vector.hasImmediate ? vector.immediate : nil)
    guard !vector.hasImmediate else { return result }
    var pairs: [(destination: Int, source: Int)] = []
    forEachStep(of: nest, steps) { destination, source, _ in pairs.append((destination, source)) }
    // Backwards, since a step may read what an earlier one wrote.
    let slot = plan.layout.slotOfMemory[plan.sums]
    var lanes = Dictionary(grouping: written, by: \.index).mapValues { Set($0.map(\.lane)) }
    var poll = Poll()
    for (destination, source) in pairs.reversed() {
      if poll.isRequested(after: 4) { return result }
      guard let own = lanes[destination] else { continue }
      lanes[source, default: []].formUnion(own)
    }
    for (element, own) in lanes {
      for lane in own { result.cells.insert(Cell(slot: slot, index: element, lane: lane)) }
    }
    return result
  }

  /// Calls `body` with the destination, the source and the weight of the first `limit` steps, or of
  /// fewer if the work is to end.
  private func forEachStep(of nest: Nest, _ limit: Int, _ body: (Int, Int, Int) -> Void) {
    let uops = decodedUops(of: nest)
    var left = limit
    var poll = Poll()
    for outer in 0 ..< nest.outer {
      for inner in 0 ..< nest.inner {
        if poll.isRequested(after: uops.count) { return }
        for uop in uops {
          guard left > 0, !poll.isRequested(after: 4) else { return }
          left -= 1
          body(
            Int(uop.dst) + outer * nest.destinationOuter + inner * nest.destinationInner,
            Int(uop.src) + outer * nest.sourceOuter + inner * nest.sourceInner,
            Int(uop.wgt) + outer * nest.weightOuter + inner * nest.weightInner)
        }
      }
    }
  }

}
