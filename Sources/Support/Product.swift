extension Sequence<Int> {

  /// The product of numbers that are 0 or more: 1 of none, 0 where one of them is 0 however large the
  /// others are, `Int.max` where it is larger than that.
  ///
  /// It never traps, so that it may be asked of numbers that nobody has looked at.
  public var product: Int {
    var product = 1
    var overflows = false
    for factor in self {
      if factor == 0 { return 0 }
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { overflows = true } else { product = next }
    }
    return overflows ? .max : product
  }

}
