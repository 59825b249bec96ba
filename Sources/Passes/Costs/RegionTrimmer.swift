/// Finds what of a region pays: the rest is cheaper on the host.
///
/// Whatever regions there are besides, they cost what they did. So the best part of a region is a
/// minimum cut, but for parts that would depend on themselves through what is taken out: those are
/// parted into several.
struct RegionTrimmer {

  private let problem: PartitionProblem
  private let isDone: () -> Bool

  init(_ problem: PartitionProblem, isDone: @escaping () -> Bool) {
    self.problem = problem
    self.isDone = isDone
  }

  /// The regions that `group` is best made into: none, itself or less of it.
  /// - Cost: a minimum cut over its units and values.
  func trimmed(_ group: [Int]) -> [[Int]] {
    let bound = group.filter { problem.units[$0].host == nil }
    var best = (groups: [group], cost: problem.cost(of: group))
    if bound.isEmpty, problem.hostTime(of: group) <= best.cost {
      best = ([], problem.hostTime(of: group))
    }
    guard let kept = kept(of: group), !kept.isEmpty, kept.count < group.count else {
      return best.groups
    }
    let parts = ordered(kept, in: group)
    let left = Set(group).subtracting(kept)
    let cost = parts.reduce(problem.hostTime(of: Array(left))) { $0 + problem.cost(of: $1) }
    return cost < best.cost ? parts : best.groups
  }

  /// The units on the accelerator's side of the cut; nil where the user wants it to end.
  private func kept(of group: [Int]) -> [Int]? {
    guard let kind = group.first.flatMap({ problem.units[$0].kind }) else { return nil }
    var cut = MinimumCut()
    var nodes: [Int: Int] = [:]
    for unit in group {
      let node = cut.addNode()
      nodes[unit] = node
      let host = problem.units[unit].host?.picoseconds ?? MinimumCut.unlimited
      cut.connect(MinimumCut.source, node, host)
      cut.connect(node, MinimumCut.sink, problem.units[unit].accelerated.picoseconds)
    }
    let touched = Set(group.flatMap { problem.made[$0] + problem.read[$0] }).sorted()
    for value in touched { add(value, kind, nodes, to: &cut) }
    return cut.sourceSide(isDone: isDone).map { side in
      group.filter { nodes[$0].map(side.contains) ?? false }
    }
  }

  /// Makes it cost what it does to have some of those that touch a value on the accelerator only.
  private func add(
    _ value: Int, _ kind: Int, _ nodes: [Int: Int], to cut: inout MinimumCut
  ) {
    let own = problem.values[value]
    let time = problem.time(ofBorder: value, kind).picoseconds
    let readers = own.readers.compactMap { nodes[$0] }
    let maker = own.maker.flatMap { nodes[$0] }
    if let maker {
      // It leaves unless all that read it are there too.
      if own.isResult || readers.count < own.readers.count {
        cut.connect(maker, MinimumCut.sink, time)
      } else if !readers.isEmpty {
        let all = cut.addNode()
        cut.connect(maker, all, time)
        for reader in readers { cut.connect(all, reader, MinimumCut.unlimited) }
      }
    }
    guard !readers.isEmpty else { return }
    let any = cut.addNode()
    for reader in readers { cut.connect(reader, any, MinimumCut.unlimited) }
    cut.connect(any, maker ?? MinimumCut.sink, time)
  }

  /// `kept` as regions that do not depend on themselves through the rest of `group`.
  private func ordered(_ kept: [Int], in group: [Int]) -> [[Int]] {
    let (inside, stays) = (Set(group), Set(kept))
    var levels: [Int: Int] = [:]
    for unit in group.sorted() {
      var level = 0
      for source in problem.units[unit].sources where inside.contains(source) {
        let change = stays.contains(source) == stays.contains(unit) ? 0 : 1
        level = max(level, (levels[source] ?? 0) + change)
      }
      levels[unit] = level
    }
    return Dictionary(grouping: kept.sorted()) { levels[$0] ?? 0 }.sorted { $0.key < $1.key }
      .map(\.value)
  }

}
