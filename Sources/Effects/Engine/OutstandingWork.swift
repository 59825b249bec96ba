public import Support

/// How much work has been signalled on queues and is not waited for yet.
public struct OutstandingWork: Sendable, Hashable {

  private var counts: [String: Int] = [:]

  public init() {}

  /// How much is outstanding on a queue.
  public subscript(queue: String) -> Int { counts[queue] ?? 0 }

  /// More begins; a queue that is full has waited until there was room for it.
  /// - Parameter most: how much may be outstanding.
  public mutating func signal(_ queue: String, _ count: Int, most: Int = .max) {
    let (sum, overflow) = self[queue].addingReportingOverflow(max(0, count))
    counts[queue] = overflow ? most : min(sum, most)
  }

  /// All but so much has ended.
  public mutating func wait(_ queue: String, _ count: Int) {
    counts[queue] = min(self[queue], max(0, count))
  }

  public func combine(into hash: inout StateHash) {
    for (queue, count) in counts.sorted(by: { $0.key < $1.key }) {
      hash.combine(queue.utf8)
      hash.combine(count)
    }
  }

}
