extension Sequence {

  /// The elements in order, or none where the work is to end: sorting asks once in a while.
  /// - Cost: O(n log n).
  @inlinable
  public func sortedWhileWanted(by areInIncreasingOrder: (Element, Element) -> Bool) -> [Element] {
    var poll = Poll()
    do {
      return try sorted { a, b in
        if poll.isRequested(after: 8) { throw Unwanted() }
        return areInIncreasingOrder(a, b)
      }
    } catch {
      return []
    }
  }

}

/// That the work is to end.
@usableFromInline struct Unwanted: Error {
  @usableFromInline init() {}
}
