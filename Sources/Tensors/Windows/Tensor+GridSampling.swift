import Support

/// How elements are read at places that lie between them.
public struct GridSampling: Sendable, Hashable {

  public enum Method: String, Sendable { case nearest, linear, cubic }

  /// What stands outside of the data.
  public enum Outside: String, Sendable { case zeros, border, reflection }

  public var method: Method
  public var outside: Outside

  /// Whether -1 and 1 are the middles of the first and the last element, and not their outer edges.
  public var alignsCorners: Bool

  public init(_ method: Method, outside: Outside, alignsCorners: Bool) {
    self.method = method
    self.outside = outside
    self.alignsCorners = alignsCorners
  }

}

extension Tensor {

  /// The elements at the places that `grid` names, each by a number from -1 to 1 for each spatial axis,
  /// the last axis first. Sums are formed in `float64` and rounded once.
  /// - Shapes: [images, channels, …] at [images, …, axes] → [images, channels, …]
  /// - Errors: Extents do not go together, or something is not a float.
  public func sampled(
    at grid: Tensor, _ sampling: GridSampling
  ) throws(TensorError) -> Tensor {
    let axes = rank - 2
    guard elementType.isFloat, grid.elementType.isFloat else {
      throw .type("sampling at \(grid.elementType)", elementType)
    }
    guard axes > 0, grid.rank == rank, grid.shape[0] == shape[0], grid.shape[rank - 1] == axes,
      !shape.dropFirst(2).contains(0)
    else { throw .shapes("sampling", shape, grid.shape) }
    let output = Array(grid.shape[1 ..< rank - 1])
    let extents = Array(shape[..<2]) + output
    try Tensor.roomForElements(extents, of: .float64)
    try Tensor.roomForElements(shape, of: .float64)
    let (x, places) = (doubles, grid.doubles)
    let (plane, channels) = (shape[2...].product, shape[1])
    let count = output.product
    let strides = rowMajorStrides(Array(shape[2...]))
    return Tensor(.float64, extents, of: Double.self) { out in
      var poll = Poll()
      for image in 0 ..< shape[0] {
        for place in 0 ..< count {
          if poll.isRequested(after: 1 << 6 + channels << axes) { return }
          let first = (image * count + place) * axes
          var taps = [(offset: 0, weight: 1.0)]
          for axis in 0 ..< axes {
            let own = sampling.taps(places[first + axes - 1 - axis], shape[axis + 2])
            taps = taps.flatMap { tap in
              own.map { (tap.offset + $0.position * strides[axis], tap.weight * $0.weight) }
            }
          }
          for channel in 0 ..< channels {
            let base = (image * channels + channel) * plane
            out[(image * channels + channel) * count + place] = taps.reduce(0) {
              $0 + x[base + $1.offset] * $1.weight
            }
          }
        }
      }
    }.converted(to: elementType)
  }

}

extension GridSampling {

  /// The elements that a place along an axis of `extent` is made of.
  fileprivate func taps(_ number: Double, _ extent: Int) -> [(position: Int, weight: Double)] {
    let length = Double(extent)
    let range = alignsCorners ? 0 ... max(0, length - 1) : -0.5 ... length - 0.5
    var x = alignsCorners ? (number + 1) / 2 * (length - 1) : ((number + 1) * length - 1) / 2
    x = x.isNaN ? -1e9 : min(max(x, -1e9), 1e9)
    if method == .nearest { x = x.rounded(.toNearestOrEven) }
    if !range.contains(x) {
      switch outside {
      case .zeros: break
      case .border: x = min(max(x, 0), length - 1)
      case .reflection: x = reflected(x, range)
      }
    }
    if method == .nearest { return tap(x.rounded(.toNearestOrEven), 1, extent, range) }
    let base = x.rounded(.down)
    let part = x - base
    guard method == .cubic else {
      return tap(base, 1 - part, extent, range) + tap(base + 1, part, extent, range)
    }
    return (-1 ... 2).flatMap { step in
      tap(base + Double(step), cubic(part - Double(step)), extent, range)
    }
  }

  /// The element at `position`, or what stands for it outside.
  private func tap(
    _ position: Double, _ weight: Double, _ extent: Int, _ range: ClosedRange<Double>
  ) -> [(position: Int, weight: Double)] {
    let last = Double(extent - 1)
    if (0 ... last).contains(position) { return [(Int(position), weight)] }
    switch outside {
    case .zeros: return []
    case .border: return [(Int(min(max(position, 0), last)), weight)]
    case .reflection:
      let inside = min(max(reflected(position, range), 0), last)
      return [(Int(inside), weight)]
    }
  }

  /// `x` mirrored at the ends of `range` until it lies between them.
  private func reflected(_ x: Double, _ range: ClosedRange<Double>) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    guard high > low, !range.contains(x) else { return min(max(x, low), high) }
    let way = x < low ? low - x : x - high
    let turns = (way / (high - low)).rounded(.down)
    let rest = way - turns * (high - low)
    let isEven = turns.truncatingRemainder(dividingBy: 2) == 0
    return (x < low) == isEven ? low + rest : high - rest
  }

  /// The kernel of a cubic convolution with the coefficient -3/4.
  private func cubic(_ distance: Double) -> Double {
    let (a, x) = (-0.75, abs(distance))
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }

}
