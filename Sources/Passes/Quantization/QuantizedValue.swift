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

  /// What the integers can be, for all elements or for each position along `axis`; nil where only
  /// their type says it.
  var bounds: [ClosedRange<Int>]?

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

  /// What a product and a shift compute it by, if they do.
  var multiplied: FixedPoint?

  /// Whether only the host can compute it.
  var isLeft = false
}
