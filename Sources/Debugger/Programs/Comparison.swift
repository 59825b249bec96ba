import Diagnostics
public import Support
import Tensors

/// How far values may lie apart, as `compare` judges it.
public struct Comparison: Sendable {

  /// The output, how many of its elements were compared, and how many lie too far apart.
  public var name: String
  public var count: Int
  public var differing: Int

  /// The greatest distance, as a part of the largest element of the reference.
  public var error: Double

  /// An element that is not what it should be.
  public struct Element: Sendable, Hashable {

    /// One number for each axis.
    public var index: [Int]
    public var found: Number
    public var expected: Number
  }

  /// A node, and what it was made from.
  public struct Origin: Sendable, Hashable {
    public var node: String
    public var source: String
  }

  /// The first element that lies too far apart.
  public var first: Element?

  /// The node that computes the output.
  public var origin: Origin?

  /// For how many samples the largest element is the same one.
  public var sameClass: Int
  public var samples: Int
}

extension Comparison {

  /// - Parameter tolerance: how far an element may be off, as a part of the largest element.
  /// - Errors: the user interrupted it.
  init(
    _ name: String, _ own: Tensor, _ reference: Tensor, _ tolerance: Double?
  ) throws(Diagnostic) {
    var poll = Poll()
    let distances = ElementDistances(from: reference, to: own)
    let scale = distances.scale
    let isExact = !reference.elementType.isFloat
    let allowed = tolerance.map { $0 * scale } ?? (isExact ? 0 : 1e-4 * scale)
    self.init(
      name: name, count: own.count, differing: 0, error: 0, first: nil, sameClass: 0, samples: 0)
    for index in 0 ..< distances.count {
      try poll.check()
      let distance = distances[index]
      error = max(error, distance / scale)
      guard distance > allowed else { continue }
      differing += 1
      if first == nil {
        first = Comparison.Element(
          index: indices(of: index, in: own.shape), found: distances.found(index),
          expected: distances.expected(index))
      }
    }
    let (classes, others) = (own.rowClasses, reference.rowClasses)
    samples = classes.count
    sameClass = zip(classes, others).count { $0 == $1 }
  }

}

extension Tensor {
  /// For each row along the last axis, where its largest element stands; none for rows of one.
  var rowClasses: [Int] {
    guard shape.last ?? 1 > 1 else { return [] }
    return (try? positions(of: .maximum, axis: rank - 1, keepingAxis: false).ints) ?? []
  }
}

/// The place of an element in a tensor, one number for each axis.
func indices(of index: Int, in shape: [Int]) -> [Int] {
  var rest = index
  var place: [Int] = []
  for extent in shape.reversed() where extent > 0 {
    place.insert(rest % extent, at: 0)
    rest /= extent
  }
  return place
}
