import Effects
import Tensors

/// A value with the numbers of one step in it: from which places each of its numbers is computed.
struct PlacedValue {

  let node: Node
  let extents: [Int]

  indirect enum Node {

    /// A number that is no place; nil where it is not whole. The cells are those that it was computed
    /// from.
    case constant(Int?, Set<ByteCell>)

    case places(Places)

    /// Each number from those at the same place of the operands, which are broadcast.
    case each([PlacedValue])
    case transpose(PlacedValue)
    case contract(PlacedValue, PlacedValue)
    case pad(PlacedValue, before: [Int], by: Int)
    case reduce(PlacedValue, axis: Int)

    /// Any numbers of a part.
    case gather(PlacedValue, Set<ByteCell>)
  }

  /// Numbers at regular distances.
  struct Places {

    /// Nil on the host.
    var part: StateID?

    /// - Units: bytes: of the first number, from one to the next along each axis, and of one.
    var start: Int
    var steps: [Int]
    var size: Int

    func byte(_ index: [Int]) -> Int { zip(index, steps).reduce(start) { $0 + $1.0 * $1.1 } }

    func cells(_ index: [Int]) -> [ByteCell] {
      let first = byte(index)
      return (first ..< first + size).map { ByteCell(part: part, byte: $0) }
    }

    /// Which number has a byte, the last where several do.
    func index(of byte: Int, _ extents: [Int]) -> [Int]? {
      guard !extents.contains(where: { $0 <= 0 }) else { return nil }
      return index(of: byte - start, extents, axis: 0)
    }

    private func index(of offset: Int, _ extents: [Int], axis: Int) -> [Int]? {
      guard axis < extents.count else { return 0 ..< size ~= offset ? [] : nil }
      var rest = size
      for inner in axis + 1 ..< max(axis + 1, extents.count) {
        rest += abs(steps[inner]) * (extents[inner] - 1)
      }
      let step = steps[axis]
      guard step > 0 else {
        return step == 0
          ? index(of: offset, extents, axis: axis + 1).map { [extents[axis] - 1] + $0 } : nil
      }
      var place = min(extents[axis] - 1, offset >= 0 ? offset / step : -1)
      while place >= 0, offset - place * step < rest {
        if let inner = index(of: offset - place * step, extents, axis: axis + 1) {
          return [place] + inner
        }
        place -= 1
      }
      return nil
    }
  }

}

extension PlacedValue {

  /// What a number is made from.
  struct Sources {
    var cells: Set<ByteCell> = []
    var constant: Int?
  }

  /// Adds what the number at `index` is made from; axes in front that there are not are left out.
  func trace(_ index: [Int], into sources: inout Sources) {
    let own = broadcast(index)
    switch node {
    case .constant(let number, let cells):
      if let number, cells.isEmpty { sources.constant = number }
      sources.cells.formUnion(cells)
    case .places(let places): sources.cells.formUnion(places.cells(own))
    case .each(let operands): for operand in operands { operand.trace(own, into: &sources) }
    case .transpose(let value):
      var swapped = own
      if swapped.count > 1 { swapped.swapAt(swapped.count - 1, swapped.count - 2) }
      value.trace(swapped, into: &sources)
    case .contract(let a, let b):
      let column = own.last ?? 0
      let row = Array(own.dropLast())
      let batch = a.extents.count < 2 ? row : Array(row.dropLast())
      for k in 0 ..< (a.extents.last ?? 0) {
        a.trace(row + [k], into: &sources)
        b.trace(batch + [k, column], into: &sources)
      }
    case .pad(let value, let before, let number):
      let moved = zip(own, before + Array(repeating: 0, count: max(0, own.count - before.count)))
        .map { $0 - $1 }
      let isInside = zip(moved, value.extents).allSatisfy { 0 ..< $1 ~= $0 }
      if isInside { value.trace(moved, into: &sources) } else { sources.constant = number }
    case .reduce(let value, let axis):
      for place in 0 ..< value.extents[axis] {
        var one = own
        one[axis] = place
        value.trace(one, into: &sources)
      }
    case .gather(let index, let cells):
      sources.cells.formUnion(cells)
      index.trace(Array(own.prefix(index.extents.count)), into: &sources)
    }
  }

  /// The index of the number of this value that stands for one of what it is broadcast to.
  private func broadcast(_ index: [Int]) -> [Int] {
    let own = index.suffix(extents.count)
    let missing = Array(repeating: 0, count: extents.count - own.count)
    return zip(missing + own, extents).map { $1 == 1 ? 0 : $0 }
  }

}
