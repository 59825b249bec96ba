extension Sequence<Int> {

  /// The numbers as runs of neighbours, in order; each number counts once.
  public var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    for number in sorted() {
      if let last = runs.last, number < last.upperBound { continue }
      if let last = runs.last, number == last.upperBound {
        runs[runs.count - 1] = last.lowerBound ..< number + 1
      } else {
        runs.append(number ..< number + 1)
      }
    }
    return runs
  }

}

extension [Range<Int>] {

  /// Adds a run, to the last one where it begins in it or touches its end.
  public mutating func append(run: Range<Int>) {
    if let last, last.lowerBound <= run.lowerBound, run.lowerBound <= last.upperBound {
      self[count - 1] = last.lowerBound ..< Swift.max(last.upperBound, run.upperBound)
    } else {
      append(run)
    }
  }

  /// All that any of them has: in order, not touching each other; nothing where the work is to end.
  /// - Cost: O(n log n).
  public var union: Self {
    var union: Self = []
    var poll = Poll()
    for run in sortedWhileWanted(by: { $0.lowerBound < $1.lowerBound }) {
      if poll.isRequested(after: 32) { return [] }
      union.append(run: run)
    }
    return union
  }

}
