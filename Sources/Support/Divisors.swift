/// The greatest number that divides both; 0 where both are 0.
public func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a.magnitude, b.magnitude)
  while y != 0 { (x, y) = (y, x % y) }
  return Int(clamping: x)
}

/// The least number that both divide, which are positive; nil where that is no `Int`.
public func leastCommonMultiple(_ a: Int, _ b: Int) -> Int? {
  let (product, isTooLarge) = (a / max(1, greatestCommonDivisor(a, b)))
    .multipliedReportingOverflow(by: b)
  return isTooLarge ? nil : product
}
