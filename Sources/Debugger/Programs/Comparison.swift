import Diagnostics
import Support
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
    public var found: Double
    public var expected: Double
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
    let (a, b) = (own.doubles, reference.doubles)
    let largest = b.reduce(0) { max($0, abs($1)) }
    let scale = largest > 0 && largest.isFinite ? largest : 1
    let isExact = !reference.elementType.isFloat
    let allowed = tolerance.map { $0 * scale } ?? (isExact ? 0 : 1e-4 * scale)
    self.init(
      name: name, count: a.count, differing: 0, error: 0, first: nil, sameClass: 0, samples: 0)
    for (index, (x, y)) in zip(a, b).enumerated() {
      try poll.check()
      if x == y || (x.isNaN && y.isNaN) { continue }
      let distance = abs(x - y)
      error = max(error, distance.isNaN ? .infinity : distance / scale)
      guard !(distance <= allowed) else { continue }
      differing += 1
      if first == nil {
        first = Comparison.Element(
          index: indices(of: index, in: own.shape), found: x, expected: y)
      }
    }
    (sameClass, samples) = Self.sameClasses(a, b, rowLength: own.shape.last ?? 1)
  }

  private static func sameClasses(_ a: [Double], _ b: [Double], rowLength: Int) -> (Int, Int) {
    guard rowLength > 1 else { return (0, 0) }
    let starts = stride(from: 0, to: a.count, by: rowLength)
    let same = starts.filter { start in
      largestIndex(a[start ..< start + rowLength]) == largestIndex(b[start ..< start + rowLength])
    }
    return (same.count, a.count / rowLength)
  }

}

/// Where the largest element stands, counted from the first.
func largestIndex(_ values: ArraySlice<Double>) -> Int {
  var best = values.startIndex
  for index in values.indices where values[index] > values[best] { best = index }
  return best - values.startIndex
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
