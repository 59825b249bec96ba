extension StridedSet {

  /// The same bytes in few sets: those of one shape whose starts are at regular distances become one.
  /// - Cost: O(n log n) for `n` sets.
  public static func united(_ sets: [StridedSet]) -> [StridedSet] {
    var sets = Array(Set(sets)).sorted { $0.isBefore($1) }
    while true {
      let joined = joinedOnce(sets)
      if joined.count == sets.count { return joined }
      sets = Array(Set(joined)).sorted { $0.isBefore($1) }
    }
  }

  /// Joins runs of sets, sorted by their shape and then their start.
  private static func joinedOnce(_ sets: [StridedSet]) -> [StridedSet] {
    var joined: [StridedSet] = []
    var index = 0
    while index < sets.count {
      let first = sets[index]
      var end = index + 1
      while end < sets.count, sets[end].hasShape(of: first),
        sets[end].start - sets[end - 1].start == sets[index + 1].start - first.start
      { end += 1 }
      if let one = first.repeated(
        end - index, every: end > index + 1 ? sets[index + 1].start - first.start : 0)
      {
        joined.append(one)
        index = end
      } else {
        joined.append(first)
        index += 1
      }
    }
    return joined
  }

  /// So many of this one; nil where saying so takes another axis and there are only two.
  private func repeated(_ count: Int, every step: Int) -> StridedSet? {
    if count == 1 { return self }
    let all = StridedSet(start: start, run: run, axes: axes + [Axis(count: count, step: step)])
    guard let all, count > 2 || all.axes.count <= axes.count else { return nil }
    return all
  }

  private func hasShape(of other: StridedSet) -> Bool { run == other.run && axes == other.axes }

  private func isBefore(_ other: StridedSet) -> Bool {
    if run != other.run { return run < other.run }
    for (a, b) in zip(axes, other.axes) where a != b {
      return (a.step, a.count) < (b.step, b.count)
    }
    return (axes.count, start) < (other.axes.count, other.start)
  }

  /// The first byte that both have and the one behind the last, or more than that where it would take
  /// long to find out; nil where they have none.
  /// - Cost: that of `overlaps`, at most 4096 times.
  public func common(_ other: StridedSet) -> Range<Int>? {
    guard overlaps(other) else { return nil }
    let (few, many) = runCount <= other.runCount ? (self, other) : (other, self)
    guard few.runCount <= 4096 else { return hull.clamped(to: other.hull) }
    var common: Range<Int>?
    few.eachRun { run in
      guard many.overlaps(run) else { return true }
      let shared = run.clamped(to: many.hull)
      common =
        common.map {
          min($0.lowerBound, shared.lowerBound) ..< max($0.upperBound, shared.upperBound)
        } ?? shared
      return true
    }
    return common
  }

}
