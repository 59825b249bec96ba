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
}

extension TensorElement where Self: BinaryFloatingPoint {
  @inlinable public var int64: Int64 { Int64(truncating: double) }
  @inlinable public static func sum(_ a: Self, _ b: Self) -> Self { a + b }
  @inlinable public static func product(_ a: Self, _ b: Self) -> Self { a * b }
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
