/// Elements whose arithmetic is that of `Double`, rounded once.
public protocol RoundedElement: TensorElement {

  /// The element for `value`. What is out of range becomes the nearest one with `saturates`, else
  /// what stands for too large a number.
  init(rounding value: Double, saturates: Bool)

}

extension RoundedElement {

  public init(truncating value: Double) { self.init(rounding: value, saturates: true) }
  public init(unsaturated value: Double) { self.init(rounding: value, saturates: false) }
  public init(wrapping value: Int64) { self.init(truncating: Double(value)) }
  public init(wrapping value: UInt64) { self.init(truncating: Double(value)) }

  public var int64: Int64 { Int64(truncating: double) }

  public static func sum(_ a: Self, _ b: Self) -> Self { Self(truncating: a.double + b.double) }

  public static func product(_ a: Self, _ b: Self) -> Self {
    Self(truncating: a.double * b.double)
  }

  public static func difference(_ a: Self, _ b: Self) -> Self {
    Self(truncating: a.double - b.double)
  }

  public static func quotient(_ a: Self, _ b: Self) -> Self {
    Self(truncating: a.double / b.double)
  }

  public static func remainder(_ a: Self, _ b: Self) -> Self {
    Self(truncating: a.double.truncatingRemainder(dividingBy: b.double))
  }

  public static func power(_ a: Self, _ b: Self) -> Self {
    Self(truncating: Double.power(a.double, b.double))
  }

  public static func isLess(_ a: Self, _ b: Self) -> Bool { a.double < b.double }

}
