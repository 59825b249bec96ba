import Diagnostics
import Support
import Tensors

/// How an axis is given another number of positions.
///
/// - Source: ONNX `Resize`, version 19.
struct Resampler: Sendable {

  enum Method: Sendable { case nearest, linear, cubic }

  var method = Method.nearest

  /// Where a position of the result lies among those of the data: ONNX's
  /// `coordinate_transformation_mode`.
  var coordinates = "half_pixel"

  /// Which of two neighbours is the nearest: ONNX's `nearest_mode`.
  var rounding = "round_prefer_floor"

  var cubicCoefficient = -0.75
  var excludesOutside = false

  /// Whether shrinking takes in all positions that lie between.
  var smooths = false

  /// What stands where the region that is cut out leaves the data.
  var filler = 0.0

  static let coordinateModes = [
    "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric",
    "tf_crop_and_resize", "tf_half_pixel_for_nn",
  ]
  static let roundingModes = [
    "round", "round_prefer_floor", "round_prefer_ceil", "floor", "ceil",
  ]

  /// What the `count` positions of the result along `axis`, which has `extent`, are made of; nil
  /// where they stay as they are. `region` is the part of the axis that is cut out, from 0 to 1.
  /// - Errors: there is nothing to make positions of, or a number is not finite.
  func weights(
    axis: Int, of extent: Int, count: Int, scale: Double, region: (Double, Double)
  ) throws(Diagnostic) -> AxisWeights? {
    if count == extent, scale == 1, coordinates != "tf_crop_and_resize" { return nil }
    var result = AxisWeights(axis: axis)
    if count == 0 { return result }
    // A smaller scale would leave no position.
    guard extent > 0, scale.isFinite, scale * Double(extent) >= 0.5 else {
      throw .error("an axis of \(extent) positions and a scale of \(scale)")
    }
    guard region.0.isFinite, region.1.isFinite, filler.isFinite, cubicCoefficient.isFinite else {
      throw .error("a region, a filler or a coefficient that is no number")
    }
    var poll = Poll()
    for position in 0 ..< count {
      try poll.check(after: 1 << 5)
      let x = coordinate(Double(position), extent, count, scale, region)
      let isOutside = coordinates == "tf_crop_and_resize" && (x < 0 || x > Double(extent - 1))
      let sum = isOutside ? ([], []) : taps(x, extent, scale)
      result.sources.append(sum.0)
      result.weights.append(sum.1)
    }
    return result
  }

  /// Where position `i` of the result lies among those of the data.
  private func coordinate(
    _ i: Double, _ extent: Int, _ count: Int, _ scale: Double, _ region: (Double, Double)
  ) -> Double {
    let length = Double(extent)
    let result = scale * length
    switch coordinates {
    case "align_corners": return result == 1 ? 0 : i * (length - 1) / (result - 1)
    case "asymmetric": return i / scale
    case "pytorch_half_pixel": return count == 1 ? 0 : (i + 0.5) / scale - 0.5
    case "tf_half_pixel_for_nn": return (i + 0.5) / scale
    case "half_pixel_symmetric":
      let offset = length / 2 * (1 - Double(count) / result)
      return offset + (i + 0.5) / scale - 0.5
    case "tf_crop_and_resize":
      guard count > 1 else { return (region.0 + region.1) * (length - 1) / 2 }
      let step = (region.1 - region.0) * (length - 1) / Double(count - 1)
      return region.0 * (length - 1) + i * step
    default: return (i + 0.5) / scale - 0.5
    }
  }

  /// The positions that make up `x`, held inside the axis, and their weights.
  private func taps(_ x: Double, _ extent: Int, _ scale: Double) -> ([Int], [Double]) {
    let limited = min(max(x, -1e9), 1e9)
    let base = limited.rounded(.up) - 1
    let ratio = limited - base
    let (first, coefficients) = coefficients(ratio, smooths ? min(scale, 1) : 1)
    var positions: [Int] = []
    var weights: [Double] = []
    for (offset, weight) in coefficients.enumerated() {
      let position = Int(base) + first + offset
      let isOutside = !(0 ..< extent).contains(position)
      positions.append(min(max(position, 0), extent - 1))
      weights.append(excludesOutside && isOutside ? 0 : weight)
    }
    let sum = weights.reduce(0, +)
    if excludesOutside || smooths, sum != 0 { weights = weights.map { $0 / sum } }
    return (positions, weights)
  }

  /// The weights around a position `ratio` behind a neighbour (more than 0, at most 1), and where
  /// the first lies from that neighbour.
  private func coefficients(_ ratio: Double, _ scale: Double) -> (first: Int, [Double]) {
    switch method {
    case .nearest: return (0, nearest(ratio))
    case .linear:
      let first = Int((-1 / scale).rounded(.down)) + 1
      return (first, (first ..< 2 - first).map { max(0, 1 - abs(Double($0) - ratio) * scale) })
    case .cubic:
      let first = Int((-2 / scale).rounded(.down)) + 1
      return (first, (first ..< 2 - first).map { cubic((Double($0) - ratio) * scale) })
    }
  }

  private func nearest(_ ratio: Double) -> [Double] {
    let takesSecond: Bool =
      switch rounding {
      case "floor": ratio == 1
      case "ceil": true
      case "round_prefer_ceil": ratio >= 0.5
      default: ratio > 0.5
      }
    return takesSecond ? [0, 1] : [1, 0]
  }

  private func cubic(_ distance: Double) -> Double {
    let (a, x) = (cubicCoefficient, abs(distance))
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    if x < 2 { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    return 0
  }

}
