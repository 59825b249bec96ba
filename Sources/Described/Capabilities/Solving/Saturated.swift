/// Arithmetic of bounds: what is beyond the limit is the limit, which stands for any number.
enum Saturated {

  static let limit = 1 << 62

  static func clamped(_ number: Int) -> Int { min(max(number, -limit), limit) }

  static func isEndless(_ number: Int) -> Bool { number >= limit || number <= -limit }

  static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? (a < 0 ? -limit : limit) : clamped(sum)
  }

  static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? ((a < 0) == (b < 0) ? limit : -limit) : clamped(product)
  }

  /// All products of a number of each range.
  static func product(_ a: ClosedRange<Int>, _ b: ClosedRange<Int>) -> ClosedRange<Int> {
    let corners = [
      product(a.lowerBound, b.lowerBound), product(a.lowerBound, b.upperBound),
      product(a.upperBound, b.lowerBound), product(a.upperBound, b.upperBound),
    ]
    return (corners.min() ?? 0) ... (corners.max() ?? 0)
  }

  static func sum(_ a: ClosedRange<Int>, _ b: ClosedRange<Int>) -> ClosedRange<Int> {
    sum(a.lowerBound, b.lowerBound) ... sum(a.upperBound, b.upperBound)
  }

  /// The numbers whose product with `factor` is in `range`; nil where there are none.
  static func quotient(_ range: ClosedRange<Int>, by factor: Int) -> ClosedRange<Int>? {
    if factor < 0 {
      return quotient(-range.upperBound ... -range.lowerBound, by: -factor)
    }
    let lower = isEndless(range.lowerBound) ? range.lowerBound : ceiling(range.lowerBound, factor)
    let upper = isEndless(range.upperBound) ? range.upperBound : floor(range.upperBound, factor)
    return lower <= upper ? lower ... upper : nil
  }

  /// - Before: `b` is positive.
  private static func floor(_ a: Int, _ b: Int) -> Int {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }

  private static func ceiling(_ a: Int, _ b: Int) -> Int { -floor(-a, b) }

}
