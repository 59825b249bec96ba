/// The positions of a block of some shape in row-major order.
public struct Places: Sequence, IteratorProtocol, Sendable {

  private let shape: [Int]
  private var following: [Int]?

  /// - Parameter shape: the extents, outermost first; with a 0 among them there is no position.
  public init(_ shape: [Int]) {
    self.shape = shape
    following = shape.contains(0) ? nil : shape.map { _ in 0 }
  }

  public mutating func next() -> [Int]? {
    guard let place = following else { return nil }
    var step = place
    var axis = shape.count - 1
    while axis >= 0 {
      step[axis] += 1
      if step[axis] < shape[axis] { break }
      step[axis] = 0
      axis -= 1
    }
    following = axis < 0 ? nil : step
    return place
  }

}
