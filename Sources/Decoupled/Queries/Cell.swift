import Simulation
import Support

/// One value of a memory, or one byte of DRAM.
struct Cell: Hashable, Sendable {

  /// The memory with the cells; nil for DRAM.
  var slot: Int?

  /// The element, or the physical address of the byte.
  var index: Int

  /// The value in the element; 0 for DRAM.
  var lane = 0
}

extension MachinePlan {

  /// A lane of a memory, or all of them.
  private struct Column: Hashable {
    var slot: Int?
    var lane: Int?
  }

  /// The cells as places to name: runs of elements that have the same lane or all lanes.
  func places(_ cells: Set<Cell>) -> [CellPlace] {
    var lanes: [Cell: Set<Int>] = [:]
    for cell in cells {
      lanes[Cell(slot: cell.slot, index: cell.index), default: []].insert(cell.lane)
    }
    var columns: [Column: [Int]] = [:]
    for (element, own) in lanes {
      let lane = element.slot == nil || own.count > 1 ? nil : own.first
      columns[Column(slot: element.slot, lane: lane), default: []].append(element.index)
    }
    let order = columns.sorted {
      ($0.key.slot ?? .max, $0.key.lane ?? -1) < ($1.key.slot ?? .max, $1.key.lane ?? -1)
    }
    return order.flatMap { column, elements in
      let name = column.slot.map { layout.slots[$0].name } ?? CellPlace.dram
      return elements.runs.map { CellPlace(name, $0, lane: column.lane) }
    }
  }

}
