import GraphIR
import Support

/// Integers that stand for numbers.
///
///     number = (integer - zero) · scale
struct QuantizedValue: Sendable, Hashable {

  /// The node with the integers.
  var node: ID<Node>

  /// One for all elements, or one for each position along `axis`.
  var scales: [Double]

  var axis = 1
  var zero = 0

  /// Numbers outside of this are still to be cut off; only sums have such limits.
  var limits = -Double.infinity ... Double.infinity

  /// Whether nobody but the reader of this value would miss the integers.
  var isExclusive = true

  /// The scale, if there is one for all elements.
  var scale: Double? { scales.count == 1 ? scales[0] : nil }

  /// This value with numbers below `low` and above `high` cut off as well.
  func limited(to range: ClosedRange<Double>) -> QuantizedValue {
    var copy = self
    let low = max(limits.lowerBound, range.lowerBound)
    copy.limits = low ... max(low, min(limits.upperBound, range.upperBound))
    return copy
  }

}

/// The way from sums to data: kept, so that a limit that comes later can be put into the same clip.
struct Requantization: Sendable {
  var source: QuantizedValue
  var scale: Double
  var zero: Int
  var parents: [ID<Node>]
}

/// How a shift to the right treats what it drops.
enum Rounding: String, Sendable, CaseIterable {

  /// To the nearest, halves up: half of the divisor is added before the shift.
  case nearest

  /// Down, as the bare shift does.
  case floor

  /// The option of a pass that says which.
  static let option = PassOption(
    "rounding", default: Rounding.nearest,
    "what a shift does with what it drops: halves up, or down")

  /// As a report says it.
  var explanation: String {
    switch self {
    case .nearest: "to the nearest, halves up"
    case .floor: "down"
    }
  }

}
