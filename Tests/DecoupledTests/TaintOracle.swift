import CKernels
import Simulation
import Support
import TargetKit

@testable import Decoupled

/// Follows every byte of DRAM forwards through a run, value by value and step by step.
struct TaintOracle {

  private let plan: MachinePlan
  private var taints: [Cell: Set<Int>] = [:]

  /// Who wrote each element, or byte of DRAM, last.
  private(set) var writers: [Cell: Int] = [:]

  init(_ plan: MachinePlan) { self.plan = plan }

  private func taint(_ cell: Cell) -> Set<Int> {
    taints[cell] ?? (cell.slot == nil ? [cell.index] : [])
  }

  private mutating func set(_ cell: Cell, _ taint: Set<Int>, by index: Int) {
    taints[cell] = taint
    writers[Cell(slot: cell.slot, index: cell.index)] = index
  }

  mutating func run(_ index: Int, _ before: DecoupledMachine) {
    switch plan.instructions[index].operation {
    case .transfer(let transfer) where transfer.isStore: store(index, transfer, before)
    case .transfer(let transfer): load(index, transfer, before)
    case .nest(let nest, let vector): steps(index, nest, vector, before)
    case .end, .undefined: break
    }
  }

  private mutating func load(_ index: Int, _ transfer: Transfer, _ before: DecoupledMachine) {
    guard let memory = transfer.memory, transfer.columns > 0 else { return }
    let slot = plan.layout.slotOfMemory[memory]
    let sizes = plan.memories[memory]
    let start = before.address(of: transfer, memory)
    for row in 0 ..< transfer.height {
      for column in 0 ..< transfer.width {
        let isData =
          transfer.top ..< transfer.top + transfer.rows ~= row
          && transfer.left ..< transfer.left + transfer.columns ~= column
        let element =
          start
          + ((row - transfer.top) * transfer.stride + column - transfer.left)
          * sizes.dramElementBytes
        for lane in 0 ..< sizes.lanes {
          let first = element + lane * sizes.dramValueBytes
          var all: Set<Int> = []
          if isData {
            for byte in first ..< first + sizes.dramValueBytes {
              all.formUnion(taint(Cell(index: byte)))
            }
          }
          let cell = Cell(
            slot: slot, index: transfer.sram + row * transfer.width + column, lane: lane)
          set(cell, all, by: index)
        }
      }
    }
  }

  private mutating func store(_ index: Int, _ transfer: Transfer, _ before: DecoupledMachine) {
    guard let memory = transfer.memory, transfer.columns > 0 else { return }
    let slot = plan.layout.slotOfMemory[memory]
    let sizes = plan.memories[memory]
    let start = before.address(of: transfer, memory)
    for row in 0 ..< transfer.rows {
      for column in 0 ..< transfer.columns {
        let element = start + (row * transfer.stride + column) * sizes.dramElementBytes
        for byte in 0 ..< sizes.dramElementBytes {
          let from = Cell(
            slot: slot, index: transfer.sram + row * transfer.columns + column,
            lane: byte / sizes.dramValueBytes)
          set(Cell(index: element + byte), taint(from), by: index)
        }
      }
    }
  }

  private mutating func steps(
    _ index: Int, _ nest: Nest, _ vector: Vector?, _ before: DecoupledMachine
  ) {
    let slot = plan.layout.slotOfMemory[plan.sums]
    let lanes = plan.memories[plan.sums].lanes
    let depth = plan.description.memories[plan.input].shape[1]
    let columns = plan.description.memories[plan.weight].shape[0]
    for outer in 0 ..< nest.outer {
      for inner in 0 ..< nest.inner {
        for uop in before.decodedUops(of: nest) {
          let d = Int(uop.dst) + outer * nest.destinationOuter + inner * nest.destinationInner
          let s = Int(uop.src) + outer * nest.sourceOuter + inner * nest.sourceInner
          let w = Int(uop.wgt) + outer * nest.weightOuter + inner * nest.weightInner
          for lane in 0 ..< lanes {
            let own = Cell(slot: slot, index: d, lane: lane)
            var all = nest.isReset && vector == nil ? [] : taint(own)
            if let vector, !vector.hasImmediate {
              all.formUnion(taint(Cell(slot: slot, index: s, lane: lane)))
            }
            if vector == nil, !nest.isReset {
              for k in 0 ..< depth {
                let input = plan.layout.slotOfMemory[plan.input]
                let weight = plan.layout.slotOfMemory[plan.weight]
                all.formUnion(
                  taint(Cell(slot: input, index: s, lane: lane / columns * depth + k)))
                all.formUnion(
                  taint(Cell(slot: weight, index: w, lane: lane % columns * depth + k)))
              }
            }
            set(own, all, by: index)
          }
        }
      }
    }
  }

  /// Some of the places that have been written.
  func places(_ count: Int, _ random: inout SplitMix64) -> [CellPlace] {
    let cells = taints.keys.sorted {
      ($0.slot ?? -1, $0.index, $0.lane) < ($1.slot ?? -1, $1.index, $1.lane)
    }
    guard !cells.isEmpty else { return [] }
    return (0 ..< count).map { _ in
      let cell = cells[Int(random.next() % UInt64(cells.count))]
      guard let slot = cell.slot else {
        return CellPlace(CellPlace.dram, cell.index ..< cell.index + 1)
      }
      return CellPlace(plan.layout.slots[slot].name, cell.index ..< cell.index + 1, lane: cell.lane)
    }
  }

  func taint(of place: CellPlace) -> Set<Int> {
    let slot = plan.layout.slots.firstIndex { $0.name == place.memory }
    return taint(Cell(slot: slot, index: place.elements.lowerBound, lane: place.lane ?? 0))
  }

}
