/// Scales that are powers of two, so that a change of scale is a shift.
enum PowerOfTwo {

  /// The least power of two that is not below `number`, which is positive.
  static func notBelow(_ number: Double) -> Double {
    exponent(of: number) == nil ? scale(number.exponent + 1) : number
  }

  /// 2 to the power of `exponent`.
  static func scale(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// The exponent of `scale`, if it is a power of two to within the rounding of a float.
  static func exponent(of scale: Double) -> Int? {
    guard scale > 0, scale.isFinite else { return nil }
    let nearest = Int(scale.exponent) + (scale.significand > 1.5 ? 1 : 0)
    return abs(scale / self.scale(nearest) - 1) < 1e-6 ? nearest : nil
  }

  /// The least exponent at which no number of this magnitude is cut off at `most` steps.
  static func exponent(covering magnitude: Double, in most: Int) -> Int? {
    guard magnitude > 0, magnitude.isFinite else { return nil }
    let scale = magnitude / Double(most)
    return Int(scale.exponent) + (scale.significand > 1 ? 1 : 0)
  }

  /// The exponent, no greater than the one that covers all of `values`, at which they lose least:
  /// finer steps for most of them against cutting off a few.
  static func exponent(
    losingLeastOf values: some Collection<Double>, covering magnitude: Double, in most: Int
  ) -> Int? {
    guard let widest = exponent(covering: magnitude, in: most) else { return nil }
    let candidates = (0 ... 3).map { widest - $0 }
    let losses = candidates.map { loss(of: values, at: scale($0), in: Double(most)) }
    return zip(candidates, losses).min { $0.1 < $1.1 }?.0
  }

  /// The sum of the squares of what quantization changes.
  private static func loss(
    of values: some Collection<Double>, at scale: Double, in most: Double
  ) -> Double {
    values.reduce(0) { sum, value in
      let steps = min(max((value / scale).rounded(), -most - 1), most)
      let error = steps * scale - value
      return sum + error * error
    }
  }

}
