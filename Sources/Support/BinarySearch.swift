extension RandomAccessCollection {

  /// The first index whose element is as asked, where no element that is so comes before one that
  /// is not; the end index if none is.
  /// - Cost: O(log(count)).
  @inlinable
  public func partitioningIndex<E: Error>(
    where isSuch: (Element) throws(E) -> Bool
  ) throws(E) -> Index {
    var low = startIndex
    var rest = count
    while rest > 0 {
      let half = rest / 2
      let middle = index(low, offsetBy: half)
      if try isSuch(self[middle]) {
        rest = half
      } else {
        low = index(after: middle)
        rest -= half + 1
      }
    }
    return low
  }

}
