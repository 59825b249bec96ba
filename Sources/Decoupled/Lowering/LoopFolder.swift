import Effects
import Support
import TargetKit

/// Chooses the loops that instructions run themselves.
struct LoopFolder: Sendable {

  /// Loops that run as one, and how many trips that takes in a whole tile.
  struct Group: Sendable, Hashable {
    var loops: [LoopName]
    var trips: Int

    /// Whether the destination changes with it.
    var changesDestination: Bool
  }

  private let accelerator: Accelerator
  private let distance: Int
  private var buffers: [BufferName: TileBuffer]

  /// The lengths of ranges in a whole tile.
  private var sizes: TileEnvironment = [:]

  init(_ accelerator: Accelerator, _ kernel: TileKernel, distance: Int) {
    self.accelerator = accelerator
    self.distance = distance
    buffers = kernel.buffers
    for statement in kernel.body.flattened {
      if case .loop(let loop, _) = statement.kind { sizes[loop.size] = loop.step }
    }
  }

  func fold(_ nest: LoopNest) -> LoopNest.Fold {
    let groups = groups(nest)
    let meaning = nest.operation.meaning
    let most = min(
      accelerator.range(of: .outerCount, in: meaning).upperBound,
      accelerator.range(of: .innerCount, in: meaning).upperBound)
    let usable = groups.indices.filter { groups[$0].trips <= most && isUsable(groups[$0], nest) }
    var best: (isClose: Bool, count: Int, fold: LoopNest.Fold)?
    for pair in pairs(usable) {
      let rest = groups.indices.filter { !pair.contains($0) }
      let count = rest.map { groups[$0].trips }.product
      let isClose = apart(pair.map { groups[$0] }, rest.map { groups[$0] }) < distance
      let fold = LoopNest.Fold(
        loops: pair.map { groups[$0].loops }, microOps: rest.flatMap { groups[$0].loops })
      let isBetter = best.map { (isClose ? 1 : 0, count) < ($0.isClose ? 1 : 0, $0.count) } ?? true
      let fits = count <= accelerator.microOps.depth || best == nil
      if isBetter && fits { best = (isClose, count, fold) }
    }
    return best?.fold ?? LoopNest.Fold(loops: [], microOps: nest.loops.map(\.variable))
  }

  /// Loops that a guard cuts short are not merged, and those that it takes one by one are written
  /// out.
  private func isUsable(_ group: Group, _ nest: LoopNest) -> Bool {
    !nest.guards.contains { limit in
      let owner = nest.loops.last { limit.index.factor(of: $0.symbol) != 0 }
      return group.loops.contains {
        $0 != owner?.variable && limit.index.factor(of: .start($0)) != 0
      }
    }
  }

  /// Nothing, one and two of `indices`, in order.
  private func pairs(_ indices: [Int]) -> [[Int]] {
    var result: [[Int]] = []
    for (i, a) in indices.enumerated() {
      for b in indices[(i + 1)...] { result.append([a, b]) }
    }
    return result + indices.map { [$0] } + [[]]
  }

  /// How many micro-ops run between two that change the same element.
  private func apart(_ loops: [Group], _ microOps: [Group]) -> Int {
    var count = 1
    for group in (loops + microOps).reversed() {
      guard group.changesDestination else { return count }
      count *= group.trips
    }
    return .max
  }

  private func groups(_ nest: LoopNest) -> [Group] {
    var groups: [Group] = []
    for (index, loop) in nest.loops.enumerated() {
      let trips = loop.extent.value(in: sizes)
      if index > 0, nest.guards.isEmpty, merges(nest.loops[index - 1], loop, nest) {
        groups[groups.count - 1].loops.append(loop.variable)
        groups[groups.count - 1].trips *= trips
      } else {
        let changes = nest.destination.indices.contains { $0.factor(of: loop.symbol) != 0 }
        groups.append(Group(loops: [loop.variable], trips: trips, changesDestination: changes))
      }
    }
    return groups
  }

  /// Whether a step of `outer` is in every access as far as all steps of `inner`.
  private func merges(_ outer: LoopNest.Loop, _ inner: LoopNest.Loop, _ nest: LoopNest) -> Bool {
    ([nest.destination] + nest.sources).allSatisfy { access in
      let a = access.indices.firstIndex { $0.factor(of: outer.symbol) != 0 }
      let b = access.indices.firstIndex { $0.factor(of: inner.symbol) != 0 }
      guard let a, let b else { return a == nil && b == nil }
      guard a < b, access.indices[a] == Linear(1, outer.symbol),
        access.indices[b] == Linear(1, inner.symbol),
        let extents = buffers[access.buffer]?.extents, extents.indices.contains(b)
      else { return false }
      return extents[b] == inner.extent && extents[(a + 1) ..< b].allSatisfy { $0 == 1 }
    }
  }

}
