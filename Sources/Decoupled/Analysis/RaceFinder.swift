import Simulation
import TargetKit

/// Finds accesses to the same cell that nothing orders, from one instruction after the other.
///
/// For each cell it keeps, of each unit, the last instruction that read it and the last that wrote
/// it. If the last of another unit has finished before, all of its earlier ones have too; if not,
/// the two race. It takes footprints from wherever they are: worked out before a run, or those of
/// one.
struct RaceFinder: Sendable {

  /// Two instructions, and cells that both touch.
  struct Conflict: Sendable {
    var first: Int
    var isFirstWrite: Bool
    var second: Int
    var isSecondWrite: Bool
    var cells: Range<Int>
  }

  private let program: TokenProgram
  private let space: CellSpace

  /// For each place, unit and kind of access: for each cell the rank of the last instruction, or 0;
  /// empty before the first.
  private var tables: [[Int32]]

  /// For each of these the largest rank that is in it.
  private var latest: [Int32]

  init(_ program: TokenProgram, _ space: CellSpace) {
    self.program = program
    self.space = space
    let count = space.placeCount * program.unitCount * 2
    tables = Array(repeating: [], count: count)
    latest = Array(repeating: 0, count: count)
  }

  /// Looks for conflicts of an instruction with those before it, and then remembers it.
  /// - Cost: O(cells × units); a place where everything is in order costs nothing.
  mutating func visit(
    _ index: Int, _ footprint: Footprint, _ order: StreamOrder, _ report: (Conflict) -> Void
  ) {
    check(index, footprint, { order.count(of: $0, before: index) }, report)
    record(index, footprint)
  }

  /// Reports, once for each, instructions of other units that touch the same cells, one of the two
  /// writing, and that are not among the first `bound(unit)` of their unit.
  func check(
    _ index: Int, _ footprint: Footprint, _ bound: (Int) -> Int32, _ report: (Conflict) -> Void
  ) {
    var found: [Int] = []
    let own = Int(program.units[index])
    for unit in 0 ..< program.unitCount where unit != own {
      let limit = bound(unit)
      func look(_ cells: Range<Int>, _ isFirstWrite: Bool, _ isSecondWrite: Bool) {
        let place = space.place(of: cells.lowerBound)
        let table = self.table(place, unit, isWrite: isFirstWrite)
        guard latest[table] > limit else { return }
        forEachRun(in: table, cells, above: limit, base: space.bases[place]) { rank, run in
          let first = Int(program.lists[unit][Int(rank) - 1])
          guard !found.contains(first) else { return }
          found.append(first)
          report(
            Conflict(
              first: first, isFirstWrite: isFirstWrite, second: index,
              isSecondWrite: isSecondWrite, cells: run))
        }
      }
      for cells in footprint.writes {
        look(cells, true, true)
        look(cells, false, true)
      }
      for cells in footprint.reads { look(cells, true, false) }
    }
  }

  /// Remembers what an instruction touches.
  mutating func record(_ index: Int, _ footprint: Footprint) {
    for cells in footprint.reads { record(index, cells, isWrite: false) }
    for cells in footprint.writes { record(index, cells, isWrite: true) }
  }

  private mutating func record(_ index: Int, _ cells: Range<Int>, isWrite: Bool) {
    let place = space.place(of: cells.lowerBound)
    let base = space.bases[place]
    let table = self.table(place, Int(program.units[index]), isWrite: isWrite)
    let rank = program.ranks[index]
    if tables[table].isEmpty {
      tables[table] = Array(repeating: 0, count: space.bases[place + 1] - base)
    }
    latest[table] = max(latest[table], rank)
    unsafe tables[table].withUnsafeMutableBufferPointer { buffer in
      unsafe buffer[cells.lowerBound - base ..< cells.upperBound - base].update(repeating: rank)
    }
  }

  private func table(_ place: Int, _ unit: Int, isWrite: Bool) -> Int {
    (place * program.unitCount + unit) * 2 + (isWrite ? 1 : 0)
  }

  /// The runs of cells whose rank is the same and above `limit`.
  private func forEachRun(
    in table: Int, _ cells: Range<Int>, above limit: Int32, base: Int,
    _ body: (Int32, Range<Int>) -> Void
  ) {
    unsafe tables[table].withUnsafeBufferPointer { buffer in
      let begin = cells.lowerBound - base
      let end = cells.upperBound - base
      var most: Int32 = 0
      for cell in begin ..< end { unsafe most = max(most, buffer[cell]) }
      guard most > limit else { return }
      var cell = begin
      while cell < end {
        let rank = unsafe buffer[cell]
        let start = cell
        repeat { cell += 1 } while unsafe cell < end && buffer[cell] == rank
        if rank > limit { body(rank, base + start ..< base + cell) }
      }
    }
  }

}

extension MachinePlan {

  /// A conflict as a race, with what would order it.
  func race(
    _ conflict: RaceFinder.Conflict, _ space: CellSpace, isDataDependent: Bool
  ) -> Race {
    func access(_ index: Int, _ isWrite: Bool) -> Race.Access {
      Race.Access(
        instruction: number(index), unit: description.units[instructions[index].unit].name,
        kind: isWrite ? .write : .read)
    }
    let place = space.place(of: conflict.cells.lowerBound)
    return Race(
      first: access(conflict.first, conflict.isFirstWrite),
      second: access(conflict.second, conflict.isSecondWrite),
      memory: place == space.dram ? nil : layout.slots[place].name,
      range: space.range(of: conflict.cells),
      missing: links(
        from: min(conflict.first, conflict.second), to: max(conflict.first, conflict.second)),
      isDataDependent: isDataDependent)
  }

  /// The fewest tokens that lead from one instruction to another.
  private func links(from first: Int, to second: Int) -> [Race.Link] {
    let goal = instructions[second].unit
    var paths = [(unit: instructions[first].unit, queues: [Int]())]
    var seen: Set = [instructions[first].unit]
    var place = 0
    while place < paths.count {
      let (unit, queues) = paths[place]
      if unit == goal { return links(queues, first, second) }
      for queue in tokenFrom.indices
      where tokenFrom[queue] == unit && seen.insert(tokenTo[queue]).inserted {
        paths.append((tokenTo[queue], queues + [queue]))
      }
      place += 1
    }
    return []
  }

  private func links(_ queues: [Int], _ first: Int, _ second: Int) -> [Race.Link] {
    queues.enumerated().map { place, queue in
      let token = description.tokens[queue]
      return Race.Link(
        queue: token.name, push: token.push, pusher: place == 0 ? number(first) : nil, pop: token.pop,
        popper: place == queues.count - 1 ? number(second) : nil)
    }
  }

}
