import Support

/// Where a half goes when an integer is multiplied by a number of fixed point.
public enum HalfRounding: Sendable, Hashable { case up, awayFromZero }

extension Tensor {

  /// Each `int32` times a factor that is rounded to 31 bits of fixed point, rounded, plus the zero
  /// point, held within the range of `type`.
  ///
  /// - Parameters:
  ///   - factors: One number for all, or one for each position along `axis`.
  ///   - zeros: As many as factors.
  /// - Errors: The elements are not `int32`, `type` is not an integer, a factor is not positive, or
  ///   counts differ.
  /// - Source: TVM 0.11, `GetFixedPointMultiplierShift` and `FixedPointMultiply` of
  ///   `src/relay/qnn/utils.cc`.
  public func requantized(
    to type: ElementType, fixedPoint factors: [Double], zeros: [Int], axis: Int = 0,
    _ rounding: HalfRounding
  ) throws(TensorError) -> Tensor {
    guard elementType == .int32, let range = type.integerRange else {
      throw .type("requantization to \(type)", elementType)
    }
    if let bad = factors.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw .parameter("a change of scale by the factor \(bad)")
    }
    let blocks = try blocks(factors.count, zeros.count, axis)
    let numbers = factors.map(FixedPoint.init)
    let result = Tensor(.int64, shape, of: Int64.self) { out in
      withElements(of: Int32.self) { x in
        for part in Slices(x.count) {
          for i in part {
            let channel = i / blocks.inner % blocks.channels
            let product = numbers[channel].times(Int64(x[i]), rounding) &+ Int64(zeros[channel])
            out[i] = max(Int64(range.lowerBound), min(Int64(range.upperBound), product))
          }
        }
      }
    }
    return result.converted(to: type)
  }

}

/// A positive number as `multiplier / 2^shift`, where the multiplier has 31 bits.
private struct FixedPoint {

  let multiplier: Int64

  /// How far a product goes to the right; less than 0 where it goes to the left before.
  let shift: Int

  init(_ number: Double) {
    // frexp: a fraction from ½ to 1, and an exponent.
    let fraction = number.significand / 2
    var exponent = Int(number.exponent) + 1
    var multiplier = Int64((fraction * Double(1 << 31)).rounded(.toNearestOrAwayFromZero))
    if multiplier == 1 << 31 {
      multiplier /= 2
      exponent += 1
    }
    self.multiplier = multiplier
    shift = 31 - exponent
  }

  func times(_ x: Int64, _ rounding: HalfRounding) -> Int64 {
    // Without a fraction there is nothing to round.
    guard shift > 0 else { return (x &* multiplier) << min(-shift, 63) }
    // The product has 62 bits at most: so far to the right nothing is left of it.
    guard shift < 63 else { return 0 }
    let product = x &* multiplier
    let half = Int64(1) << (shift - 1)
    let isTowardsZero = rounding == .awayFromZero && product < 0
    return (product &+ (isTowardsZero ? half - 1 : half)) >> shift
  }

}
