import Support

/// The instructions whose work is counted on a queue, in the order in which it begins and ends.
struct CountedWork {

  /// Each instruction that signals, and how much has been signalled with it.
  private var entries: [(instruction: Int, sum: Int)] = []

  mutating func signal(by instruction: Int, _ count: Int) {
    let (sum, overflow) = (entries.last?.sum ?? 0).addingReportingOverflow(max(0, count))
    entries.append((instruction, overflow ? .max : sum))
  }

  /// The last instruction that has surely ended where at most `count` are outstanding.
  /// - Cost: O(log n).
  func last(leaving count: Int) -> Int? {
    let done = (entries.last?.sum ?? 0) - max(0, count)
    guard done > 0 else { return nil }
    return entries[entries.partitioningIndex { $0.sum >= done }].instruction
  }

}
