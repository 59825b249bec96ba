extension Scalar {

  /// The number of places from `lower` on before `self`, in as few terms as there are.
  ///
  /// It is what was added to `lower`, as it stands, where that can be seen.
  func distance(from lower: Scalar) -> Scalar {
    if lower == .constant(0) { return self }
    if case .binary(.add, lower, let count) = self { return count }
    return (self - lower).simplified
  }

  /// The product; factors that are known are multiplied. 1 of none.
  static func product(_ numbers: some Sequence<Scalar>) -> Scalar {
    var known = 1
    var product: Scalar?
    for number in numbers {
      if case .constant(let value) = number {
        known = known &* value
      } else {
        product = product.map { $0 * number } ?? number
      }
    }
    guard let product, known != 0 else { return .constant(known) }
    return known == 1 ? product : product * .constant(known)
  }

  /// Whether two numbers are the same for every instruction; nil where that can not be told.
  func isSame(as other: Scalar) -> Bool? {
    if isProvablyEqual(to: other) { return true }
    return isProvablyDifferent(from: other) ? false : nil
  }

}
