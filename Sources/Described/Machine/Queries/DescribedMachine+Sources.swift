import Effects
import Support

/// What an instruction made some of the cells from that it wrote.
struct CellSources {

  /// The cells whose values before the instruction it used.
  var cells: Set<ByteCell> = []

  /// A number that it put in besides.
  var constant: Int?

  /// Whether it only moved values.
  var isCopy = true
}

extension DescribedMachine {

  /// What `index` made `written` from, where the machine stands before that instruction.
  ///
  /// Where windows depend on what the instruction itself writes, they are taken as they were before
  /// it.
  /// - Parameter steps: how many of its steps count.
  /// - Returns: some of it, where the work is to end.
  /// - Cost: O(steps × cells).
  func sources(of written: Set<ByteCell>, by index: Int, steps: Int) -> CellSources {
    var result = CellSources(cells: written)
    guard let effect = program.effect(index) else { return result }
    var poll = Poll()
    for step in (0 ..< steps).reversed() {
      if poll.isRequested(after: 16 + result.cells.count) { return result }
      guard let frame = frame(ofStep: step, of: index), let taken = taken(effect, frame) else {
        continue
      }
      let placer = ValuePlacer(self, frame: frame)
      for action in taken.actions.reversed() { result.undo(action, placer) }
    }
    return result
  }

  /// The case that a step takes.
  private func taken(_ effect: Effect, _ frame: [Int]) -> Effect.Case? {
    effect.cases.first { each in
      guard let condition = each.condition else { return true }
      return (try? number(condition, frame)).map { $0 != 0 } ?? false
    }
  }

}

extension CellSources {

  /// Replaces the cells that an action wrote by those that it read.
  fileprivate mutating func undo(_ action: Action, _ placer: ValuePlacer) {
    guard case .assign(let target, let value, let adds) = action,
      let (places, extents) = try? placer.places(target)
    else { return }
    var indices: Set<[Int]> = []
    for cell in cells where cell.part == places.part {
      guard let index = places.index(of: cell.byte, extents) else { continue }
      indices.insert(index)
      if !adds { cells.remove(cell) }
    }
    guard !indices.isEmpty, let placed = try? placer.value(value) else { return }
    var sources = PlacedValue.Sources(constant: constant)
    let isSame = placed.extents.product == extents.product
    for index in indices {
      placed.trace(
        isSame ? placed.index(at: index.position(in: extents)) : index, into: &sources)
    }
    cells.formUnion(sources.cells)
    constant = sources.constant
    isCopy = isCopy && !adds && value.isMoved
  }

}

extension PlacedValue {

  /// The index of the number at a place in the order of rows.
  fileprivate func index(at place: Int) -> [Int] {
    var rest = place
    var index: [Int] = []
    for extent in extents.reversed() {
      index.append(rest % max(1, extent))
      rest /= max(1, extent)
    }
    return index.reversed()
  }

}

extension [Int] {

  /// The place in the order of rows.
  fileprivate func position(in extents: [Int]) -> Int {
    zip(self, extents).reduce(0) { $0 * $1.1 + $1.0 }
  }

}

extension Value {

  /// Whether nothing is computed: numbers are where others were, maybe with fewer bits.
  fileprivate var isMoved: Bool {
    switch node {
    case .window, .host: true
    case .transpose(let a), .cast(_, let a), .pad(let a, _, _): a.isMoved
    default: false
    }
  }

}
