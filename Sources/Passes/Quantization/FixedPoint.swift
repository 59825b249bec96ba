import Support

/// A change of scale as an accelerator's vector unit computes it, in `int32` throughout.
///
///     y = clip((limit(x >> coarsening) · factor + addend) >> shift)
///
/// A shift alone is exact but for where ties go. With a factor the result differs from the rounded
/// real number where that lies closer to a tie than `deviation`, and then by one.
struct FixedPoint: Sendable, Hashable {

  /// What is asked for.
  struct Request: Sendable, Hashable {

    /// Scale of the integers over scale of the result: one, or one for each channel.
    var ratios: [Double]

    /// The integers that there can be: one range, or one for each channel.
    var bounds: [ClosedRange<Int>]

    /// Zero points of the integers and of the result.
    var zero = 0
    var resultZero = 0

    /// The results that are wanted; what lies outside becomes the nearest.
    var range: ClosedRange<Int>

    var rounding = Rounding.nearest

    func ratio(_ channel: Int) -> Double { ratios[ratios.count == 1 ? 0 : channel] }

    func bounds(_ channel: Int) -> ClosedRange<Int> { bounds[bounds.count == 1 ? 0 : channel] }

    /// How many channels have numbers of their own.
    var channelCount: Int { max(ratios.count, bounds.count) }
  }

  /// Bits that are dropped first.
  var coarsening = [0]

  /// What integers are held within before they are multiplied; empty if no product can overflow.
  var limits: [ClosedRange<Int>] = []

  var factors: [Int] = [1]
  var addends: [Int]
  var shifts: [Int]

  /// What results are held within; nil where `limits` see to it.
  var range: ClosedRange<Int>?

  /// Whether halves, which the addend sends up, go to the even number.
  ///
  ///     y = max((w - 1) >> shift, (w >> (shift + 1)) << 1), where w is what is shifted else
  ///
  /// The first of these sends halves down; the second is what sends them up less its lowest bit.
  var tiesToEven = false

  /// What is added to what has been shifted: an odd zero point, where that decides what is even.
  var offset = 0

  /// How far a result can lie from the real number before both are rounded.
  /// - Units: steps of the result.
  var deviation = 0.0

  /// The result for `x`, as the operators that are built of this give it.
  func result(_ x: Int, channel: Int = 0) -> Int {
    func of<T>(_ values: [T]) -> T { values[values.count == 1 ? 0 : channel] }
    var y = x >> of(coarsening)
    if !limits.isEmpty { y = min(max(y, of(limits).lowerBound), of(limits).upperBound) }
    y = y * of(factors) + of(addends)
    let shift = of(shifts)
    y = tiesToEven ? max((y - 1) >> shift, (y >> (shift + 1)) << 1) : y >> shift
    y += offset
    return range.map { min(max(y, $0.lowerBound), $0.upperBound) } ?? y
  }

}

// MARK: Shifts

extension FixedPoint {

  /// By a shift alone.
  /// - Returns: nil if a ratio is no power of two up to 1, or a sum would overflow.
  init?(shifting request: Request) {
    let exponents = request.ratios.map { PowerOfTwo.exponent(of: $0) }
    let shifts = exponents.compactMap { $0.map { -$0 } }
    guard shifts.count == exponents.count, shifts.allSatisfy({ (0 ... 31).contains($0) }) else {
      return nil
    }
    self.shifts = Set(shifts).count == 1 ? [shifts[0]] : shifts
    range = request.range
    tiesToEven = request.rounding == .even && self.shifts.allSatisfy { (1 ... 30).contains($0) }
    offset = tiesToEven && request.resultZero % 2 != 0 ? request.resultZero : 0
    let resultZero = request.resultZero - offset
    addends = self.shifts.map { shift in
      request.rounding.half(of: shift) + resultZero << shift - request.zero
    }
    // Halves alone can only overflow where the sums themselves nearly do.
    guard request.zero != 0 || request.resultZero != 0 else { return }
    for channel in 0 ..< request.channelCount {
      let addend = addends[addends.count == 1 ? 0 : channel]
      let bounds = request.bounds(channel)
      guard Int32(exactly: addend) != nil, bounds.isInt32(times: 1, plus: addend) else { return nil }
    }
  }

}

// MARK: Multipliers

extension FixedPoint {

  /// A deviation that further operations would not be worth.
  private static let enough = 1.0 / 128

  /// The most that is dropped before a product.
  private static let mostCoarsening = 16

  /// By a factor and a shift, with the fewest operations that deviate by little, or else with those
  /// that deviate least.
  /// - Returns: nil if there is no such factor.
  /// - Cost: O(channels), some hundred operations for each.
  init?(multiplying request: Request) {
    guard request.ratios.allSatisfy({ $0 > 0 && $0 < 0x1p22 }) else { return nil }
    var best: FixedPoint?
    for (isLimited, isCoarse) in [(false, false), (true, false), (true, true)] {
      if isCoarse, request.zero != 0 { break }
      // The finest shift that fits, or of some that do, because what is dropped makes more fit.
      let found = stride(from: 30, through: 0, by: -1).lazy.compactMap { shift in
        FixedPoint(request, shift, isLimited: isLimited, isCoarse: isCoarse)
      }.prefix(isCoarse ? 4 : 1).min { $0.deviation < $1.deviation }
      guard let found, found.deviation < best?.deviation ?? .infinity else { continue }
      best = found
      if found.deviation <= Self.enough { break }
    }
    guard let best else { return nil }
    self = best
  }

  /// - Returns: nil if a product or a sum may overflow.
  private init?(_ request: Request, _ shift: Int, isLimited: Bool, isCoarse: Bool) {
    shifts = [shift]
    addends = []
    factors = []
    coarsening = []
    var isHeld = isLimited
    for channel in 0 ..< request.channelCount {
      var best: Channel?
      for coarsening in 0 ... (isCoarse ? Self.mostCoarsening : 0) {
        guard let found = Channel(request, channel, coarsening, shift, isLimited: isLimited),
          found.deviation < best?.deviation ?? .infinity
        else { continue }
        best = found
        if found.deviation <= Self.enough { break }
      }
      guard let best else { return nil }
      isHeld = isHeld && best.isHeld
      coarsening.append(best.coarsening)
      factors.append(best.factor)
      addends.append(best.addend)
      if isLimited { limits.append(best.inside) }
      deviation = max(deviation, best.deviation)
    }
    range = isHeld ? nil : request.range
    if Set(coarsening).count == 1 { coarsening = [coarsening[0]] }
    if Set(factors).count == 1 { factors = [factors[0]] }
    if Set(addends).count == 1 { addends = [addends[0]] }
    if Set(limits).count == 1 { limits = [limits[0]] }
  }

  /// The numbers of one channel.
  private struct Channel {

    var coarsening: Int
    var factor: Int
    var addend: Int

    /// What integers are held within.
    var inside: ClosedRange<Int>

    /// Whether that holds the result within its range as well.
    var isHeld = false

    var deviation: Double

    /// - Returns: nil if a product or a sum may overflow.
    init?(
      _ request: Request, _ channel: Int, _ coarsening: Int, _ shift: Int, isLimited: Bool
    ) {
      self.coarsening = coarsening
      let exact = request.ratio(channel) * Double(1 << (coarsening + shift))
      guard exact < 0x1p31 else { return nil }
      factor = Int(exact.rounded())
      // What coarsening drops is half of its greatest value on average.
      let dropped = (factor * ((1 << coarsening) - 1)) >> (coarsening + 1)
      addend =
        request.rounding.half(of: shift) + request.resultZero << shift - request.zero * factor
        + dropped
      let bounds = request.bounds(channel)
      inside = bounds.lowerBound >> coarsening ... bounds.upperBound >> coarsening
      if isLimited, factor > 0 {
        // Every result of the range is one of some integer, and there are such integers.
        let wanted = inside.limited(to: request.range, factor, addend, shift)
        isHeld = factor <= 1 << shift && wanted != nil
        inside = wanted ?? inside
      } else if factor == 0 {
        isHeld = request.range.contains(addend >> shift)
      }
      deviation = FixedPoint.deviation(request, channel, coarsening, factor: factor, shift: shift)
      guard Int32(exactly: factor) != nil, Int32(exactly: addend) != nil,
        inside.isInt32(times: factor, plus: 0), inside.isInt32(times: factor, plus: addend)
      else { return nil }
    }

  }

  /// How far results within the range can lie from the real numbers.
  private static func deviation(
    _ request: Request, _ channel: Int, _ coarsening: Int, factor: Int, shift: Int
  ) -> Double {
    let (ratio, bounds) = (request.ratio(channel), request.bounds(channel))
    // Beyond a step outside of the range both are cut off.
    let low = Double(request.range.lowerBound - request.resultZero - 1) / ratio
    let high = Double(request.range.upperBound - request.resultZero + 1) / ratio
    let zero = Double(request.zero)
    let first = max(Double(bounds.lowerBound) - zero, low)
    let last = min(Double(bounds.upperBound) - zero, high)
    guard first <= last else { return 0 }
    let unit = 1 / Double(1 << shift)
    let inFactor = abs(ratio - Double(factor) * unit / Double(1 << coarsening))
    guard coarsening > 0 else { return max(abs(first), abs(last)) * inFactor }
    let inDropped = Double(factor) * unit * (0.5 - 0.5 / Double(1 << coarsening)) + unit
    return max(abs(first), abs(last)) * inFactor + inDropped
  }

}

extension ClosedRange<Int> {

  /// Whether `int32` holds every element of it times `factor`, plus `addend`.
  fileprivate func isInt32(times factor: Int, plus addend: Int) -> Bool {
    [lowerBound, upperBound].allSatisfy { bound in
      let product = bound.multipliedReportingOverflow(by: factor)
      let sum = product.partialValue.addingReportingOverflow(addend)
      return !product.overflow && !sum.overflow && Int32(exactly: sum.partialValue) != nil
    }
  }

  /// The part of it in which `(x · factor + addend) >> shift` lies in `range`, or next to it where
  /// not every result is one of some `x`; nil if there is none.
  fileprivate func limited(
    to range: ClosedRange<Int>, _ factor: Int, _ addend: Int, _ shift: Int
  ) -> ClosedRange<Int>? {
    let beyond = factor > 1 << shift ? 1 : 0
    let low = ((range.lowerBound << shift) - addend).dividedUp(by: factor) - beyond
    let high = (((range.upperBound + 1) << shift) - 1 - addend).dividedDown(by: factor) + beyond
    guard low <= upperBound, high >= lowerBound, low <= high else { return nil }
    return Swift.max(low, lowerBound) ... Swift.min(high, upperBound)
  }

}

extension Int {

  fileprivate func dividedDown(by divisor: Int) -> Int {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }

  fileprivate func dividedUp(by divisor: Int) -> Int { -(-self).dividedDown(by: divisor) }

}
