import Effects
import Simulation
import Tensors

/// One byte of a part of the state that is no view, or of the host.
struct ByteCell: Hashable, Sendable {

  /// Nil on the host.
  var part: StateID?
  var byte: Int

}

extension MachineForm {

  /// The cells as places to name: runs of elements that have the same lane or all lanes.
  func places(_ cells: Set<ByteCell>) -> [CellPlace] {
    var host: Set<Int> = []
    var lanes: [Element: Set<Int>] = [:]
    for cell in cells {
      guard let part = cell.part else {
        host.insert(cell.byte)
        continue
      }
      let (place, rest) = cell.byte.quotientAndRemainder(dividingBy: byteCount(ofPlaceOf: part))
      lanes[Element(part: part, place: place), default: []].insert(
        rest / max(1, self[part].type.element.byteSize))
    }
    var columns: [Column: Set<Int>] = [:]
    for (element, own) in lanes {
      let isScalar = self[element.part].shape.count < 2
      let lane = own.count > 1 || isScalar ? nil : own.first
      columns[Column(part: element.part, lane: lane), default: []].insert(element.place)
    }
    let order = columns.sorted {
      ($0.key.part.index, $0.key.lane ?? -1) < ($1.key.part.index, $1.key.lane ?? -1)
    }
    let own = order.flatMap { column, places in
      places.sortedRuns.map { CellPlace(self[column.part].name, $0, lane: column.lane) }
    }
    return own + host.sortedRuns.map { CellPlace(CellPlace.dram, $0) }
  }

  private struct Element: Hashable {
    var part: StateID
    var place: Int
  }

  private struct Column: Hashable {
    var part: StateID
    var lane: Int?
  }

  /// The cells of a place: all numbers of its elements, or one of each.
  func cells(of place: CellPlace, _ part: StateID) -> Set<ByteCell> {
    let root = root(of: part)
    let step = byteCount(ofPlaceOf: part)
    let size = self[part].type.element.byteSize
    var cells: Set<ByteCell> = []
    for element in place.elements {
      let start = element * step + (place.lane ?? 0) * size
      for byte in start ..< start + (place.lane == nil ? step : size) {
        cells.insert(ByteCell(part: root, byte: byte))
      }
    }
    return cells
  }

}
