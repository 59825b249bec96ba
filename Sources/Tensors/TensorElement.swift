#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A Swift type that stands for the elements of tensors of one `ElementType`.
///
/// Tensors of `int4` and `uint4` are read and written as `Int8` and `UInt8`; tensors of `bool` as
/// `Bool` or as `UInt8` that are 0 or 1.
public protocol TensorElement: BitwiseCopyable, Sendable, Hashable {

  static var elementType: ElementType { get }

  /// `value` cut towards zero and reduced to the bits of this type, or rounded to nearest even.
  ///
  /// What is too large for a machine integer becomes its least number before it is reduced, as on
  /// x86-64; NaN likewise. For `Bool`: whether `value` is not zero.
  init(truncating value: Double)

  /// As `init(truncating:)`, but what is too large for a narrow float becomes infinity, or NaN.
  init(unsaturated value: Double)

  /// The low bits of `value`, or the nearest float. For `Bool`: whether `value` is not zero.
  init(wrapping value: Int64)

  /// The low bits of `value`, or the nearest float. For `Bool`: whether `value` is not zero.
  init(wrapping value: UInt64)

  /// The nearest `Double`: exact but for 64-bit integers.
  var double: Double { get }

  /// The low 64 bits of an integer; a float cut towards zero as `Int64(truncating:)` does.
  var int64: Int64 { get }

  /// What `+` of two elements gives, wrapping around for integers and *or* for `Bool`.
  static func sum(_ a: Self, _ b: Self) -> Self

  /// What `*` of two elements gives, wrapping around for integers and *and* for `Bool`.
  static func product(_ a: Self, _ b: Self) -> Self

  /// `a` less `b`, wrapping around for integers.
  static func difference(_ a: Self, _ b: Self) -> Self

  /// `a` by `b`; of integers cut towards zero, and 0 if `b` is.
  static func quotient(_ a: Self, _ b: Self) -> Self

  /// What is left of `a` after `quotient`, with the sign of `a`; 0 if `b` is an integer 0.
  static func remainder(_ a: Self, _ b: Self) -> Self

  /// `a` to the power of `b`.
  static func power(_ a: Self, _ b: Self) -> Self

  /// Whether `a` stands before `b`; always false with a NaN.
  static func isLess(_ a: Self, _ b: Self) -> Bool

  var isNaN: Bool { get }

}

extension TensorElement where Self: FixedWidthInteger {
  @inlinable public init(truncating value: Double) {
    self.init(truncatingIfNeeded: machineInteger(value, bits: Self.bitWidth))
  }
  @inlinable public init(wrapping value: Int64) { self.init(truncatingIfNeeded: value) }
  @inlinable public init(wrapping value: UInt64) { self.init(truncatingIfNeeded: value) }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int64: Int64 { Int64(truncatingIfNeeded: self) }
  @inlinable public static func sum(_ a: Self, _ b: Self) -> Self { a &+ b }
  @inlinable public static func product(_ a: Self, _ b: Self) -> Self { a &* b }
  @inlinable public static func isLess(_ a: Self, _ b: Self) -> Bool { a < b }
  @inlinable public var isNaN: Bool { false }
  @inlinable public static func difference(_ a: Self, _ b: Self) -> Self { a &- b }
  @inlinable public static func quotient(_ a: Self, _ b: Self) -> Self {
    b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue
  }
  @inlinable public static func remainder(_ a: Self, _ b: Self) -> Self {
    b == 0 ? 0 : a.remainderReportingOverflow(dividingBy: b).partialValue
  }
  public static func power(_ a: Self, _ b: Self) -> Self { integerPower(a, b) }
}

extension TensorElement where Self: BinaryFloatingPoint {
  @inlinable public var int64: Int64 { Int64(truncating: double) }
  @inlinable public static func sum(_ a: Self, _ b: Self) -> Self { a + b }
  @inlinable public static func product(_ a: Self, _ b: Self) -> Self { a * b }
  @inlinable public static func difference(_ a: Self, _ b: Self) -> Self { a - b }
  @inlinable public static func quotient(_ a: Self, _ b: Self) -> Self { a / b }
  @inlinable public static func remainder(_ a: Self, _ b: Self) -> Self {
    a.truncatingRemainder(dividingBy: b)
  }
  public static func power(_ a: Self, _ b: Self) -> Self { Self(pow(a.double, b.double)) }
  @inlinable public static func isLess(_ a: Self, _ b: Self) -> Bool { a < b }
}

/// `value` as the conversion instruction gives it whose result is then cut to `bits` bits.
@inlinable func machineInteger(_ value: Double, bits: Int) -> Int64 {
  if bits < 32 { return Int64(Int32(exactly: value.rounded(.towardZero)) ?? .min) }
  if let whole = Int64(exactly: value.rounded(.towardZero)) { return whole }
  if bits == 64, let whole = UInt64(exactly: value.rounded(.towardZero)) {
    return Int64(bitPattern: whole)
  }
  return .min
}

extension TensorElement {

  @inlinable public init(unsaturated value: Double) { self.init(truncating: value) }

  /// What is left of `a` after `floorQuotient`, with the sign of `b`.
  static func modulo(_ a: Self, _ b: Self) -> Self {
    let zero = Self(wrapping: Int64(0))
    let rest = remainder(a, b)
    guard rest != zero else { return rest }
    return isLess(rest, zero) == isLess(b, zero) ? rest : sum(rest, b)
  }

  /// `a` by `b`, rounded down; 0 if `b` is an integer 0.
  static func floorQuotient(_ a: Self, _ b: Self) -> Self {
    if elementType.isFloat { return Self(truncating: quotient(a, b).double.rounded(.down)) }
    let whole = quotient(a, b)
    return modulo(a, b) == remainder(a, b) ? whole : difference(whole, Self(wrapping: Int64(1)))
  }

}

/// `base` multiplied `exponent` times, wrapping around; for a negative exponent the quotient of 1.
private func integerPower<T: FixedWidthInteger>(_ base: T, _ exponent: T) -> T {
  if exponent < 0 {
    if base == 1 { return 1 }
    guard T.isSigned, base == 0 &- 1 else { return 0 }
    return exponent & 1 == 0 ? 1 : base
  }
  var result: T = 1
  var square = base
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result = result &* square }
    square = square &* square
    rest >>= 1
  }
  return result
}
