/// Scalars as one writes them in Swift: `.variable(a) * 4 + 1`.
extension Scalar: ExpressibleByIntegerLiteral {

  public init(integerLiteral value: Int) { self = .constant(value) }

  public static func + (a: Scalar, b: Scalar) -> Scalar { .binary(.add, a, b) }
  public static func - (a: Scalar, b: Scalar) -> Scalar { .binary(.subtract, a, b) }
  public static func * (a: Scalar, b: Scalar) -> Scalar { .binary(.multiply, a, b) }

}
