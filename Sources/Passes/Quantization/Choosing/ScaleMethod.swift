/// How the scale of a value is chosen from what calibration saw of it.
public enum ScaleMethod: String, Sendable, Hashable, CaseIterable {

  /// The one at which the values lose least: least sum of squares.
  case mse

  /// The finest one at which nothing is cut off.
  case max

  /// The finest one at which no more than one value of a thousand is cut off.
  case percentile

  /// The one at which the steps say most of how the values are spread: least Kullback-Leibler
  /// divergence.
  case entropy
}

extension ScaleMethod {

  /// How many times a scale may be halved below the one that covers everything.
  static let depth = 3

  /// The share of values that `percentile` cuts off at most.
  private static let cutShare = 0.001

  /// The exponent of the power of two for `values`, whose greatest magnitude is `magnitude`, in
  /// `most` steps to either side.
  /// - Returns: nil where `magnitude` is no positive number.
  /// - Cost: O(values).
  func exponent(
    of values: some Collection<Double>, covering magnitude: Double, in most: Int
  ) -> Int? {
    switch self {
    case .max: return PowerOfTwo.exponent(covering: magnitude, in: most)
    case .mse: return PowerOfTwo.exponent(losingLeastOf: values, covering: magnitude, in: most)
    case .percentile:
      guard let widest = PowerOfTwo.exponent(covering: magnitude, in: most) else { return nil }
      let allowed = Int(Double(values.count) * Self.cutShare)
      return (widest - Self.depth ... widest).first { exponent in
        let limit = PowerOfTwo.scale(exponent) * Double(most)
        return values.count { abs($0) > limit } <= allowed
      } ?? widest
    case .entropy:
      guard let widest = PowerOfTwo.exponent(covering: magnitude, in: most) else { return nil }
      let histogram = MagnitudeHistogram(of: values, upTo: magnitude)
      let exponents = (0 ... Self.depth).map { widest - $0 }
      let found = exponents.map { histogram.divergence(at: PowerOfTwo.scale($0), in: most) }
      return zip(exponents, found).min { $0.1 < $1.1 }?.0
    }
  }

}
