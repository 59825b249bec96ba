/// The parts of a range that a loop goes through between two looks at the interruption; they end
/// early where the work is to end.
///
/// The loop over a part has nothing to ask and is as fast as one over the whole range.
public struct Slices: Sequence, IteratorProtocol, Sendable {

  private var start: Int
  private let end: Int
  private let size: Int

  /// Nil before there is anything to ask: a short range costs nothing.
  private var interruption: Interruption?

  /// - Parameter size: how many elements a part has; together they should take a millisecond.
  public init(_ range: Range<Int>, size: Int = 1 << 16) {
    (start, end) = (range.lowerBound, range.upperBound)
    self.size = Swift.max(1, size)
  }

  public init(_ count: Int, size: Int = 1 << 16) { self.init(0 ..< count, size: size) }

  public mutating func next() -> Range<Int>? {
    guard start < end else { return nil }
    if let interruption {
      if interruption.isRequested { return nil }
    } else if end - start > size {
      interruption = .current
    }
    let part = start ..< start + Swift.min(size, end - start)
    start = part.upperBound
    return part
  }

}
