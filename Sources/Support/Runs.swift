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
