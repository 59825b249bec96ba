/// What the codes of a float of at most 8 bits stand for.
///
/// A code is a sign, an exponent and a fraction, as in longer floats; the formats differ in what the
/// last codes are for.
public protocol NarrowFormat: Sendable {

  static var elementType: ElementType { get }

  static var exponentBits: Int { get }
  static var fractionBits: Int { get }

  /// What is taken from the exponent of a code.
  static var bias: Int { get }

  /// The code of the greatest number.
  static var greatest: UInt8 { get }

  /// The codes of infinity and of what is no number; nil where there is none.
  static var infinity: UInt8? { get }
  static var nan: UInt8? { get }

  /// Whether the sign of a code without any other bit is that of a zero, and not a NaN.
  static var hasNegativeZero: Bool { get }

}

/// A float of at most 8 bits, in a byte of its own. Arithmetic is that of `Float`, rounded once.
///
/// - Source: ONNX, "Float stored in 8 bits" and "Float stored in 4 bits".
public struct NarrowFloat<Format: NarrowFormat>: Sendable, BitwiseCopyable, Hashable {

  public var bitPattern: UInt8

  public init(bitPattern: UInt8) { self.bitPattern = bitPattern }

  private static var sign: UInt8 { 1 << UInt8(Format.exponentBits + Format.fractionBits) }

  /// The nearest number, ties to even. What is too large becomes the greatest number with
  /// `saturates`, else infinity, or a NaN where there is no infinity; a NaN the greatest number where
  /// there is no NaN.
  public init(_ value: Double, saturates: Bool = true) {
    guard !value.isNaN else {
      bitPattern = Format.nan ?? Format.greatest
      return
    }
    var code = Self.magnitude(abs(value))
    if code == nil, !saturates { code = Format.infinity ?? Format.nan }
    let known = code ?? Format.greatest
    let isSigned = value.sign == .minus && (known != 0 || Format.hasNegativeZero)
    bitPattern = isSigned ? known | Self.sign : known
  }

  /// The code of the nearest number to `size`; nil if that is greater than all there are.
  private static func magnitude(_ size: Double) -> UInt8? {
    let least = 1 - Format.bias
    guard size < Double(sign: .plus, exponent: 64, significand: 1) else { return nil }
    let exponent = size == 0 ? least : max(least, Int(size.exponent))
    // Below the least exponent the steps are as wide as there.
    let step = Double(sign: .plus, exponent: exponent - Format.fractionBits, significand: 1)
    let count = Int((size / step).rounded(.toNearestOrEven))
    let code = (exponent - least) << Format.fractionBits + count
    return code <= Int(Format.greatest) ? UInt8(code) : nil
  }

  public var isNaN: Bool {
    let size = bitPattern & (Self.sign - 1)
    guard Format.hasNegativeZero else { return bitPattern == Self.sign }
    return size > Format.infinity ?? Format.greatest
  }

  /// The same number, exactly.
  public var float: Float {
    if isNaN { return .nan }
    let size = bitPattern & (Self.sign - 1)
    let (exponent, fraction) = (Int(size) >> Format.fractionBits, Int(size) & fractionMask)
    let digits = exponent == 0 ? fraction : fraction + fractionMask + 1
    let scale = max(1, exponent) - Format.bias - Format.fractionBits
    let isInfinite = size == Format.infinity
    let magnitude =
      isInfinite
      ? Float.infinity : Float(sign: .plus, exponent: scale, significand: Float(digits))
    return bitPattern & Self.sign != 0 ? -magnitude : magnitude
  }

  private var fractionMask: Int { 1 << Format.fractionBits - 1 }

  public static func == (a: Self, b: Self) -> Bool { a.float == b.float }

  public func hash(into hasher: inout Hasher) { hasher.combine(float) }

}

extension NarrowFloat: CustomStringConvertible {
  public var description: String { float.description }
}

/// 4 bits of exponent, 3 of fraction; no infinity, NaN where all bits are set.
public enum E4M3FN: NarrowFormat {
  public static var elementType: ElementType { .float8E4M3FN }
  public static var exponentBits: Int { 4 }
  public static var fractionBits: Int { 3 }
  public static var bias: Int { 7 }
  public static var greatest: UInt8 { 0x7e }
  public static var infinity: UInt8? { nil }
  public static var nan: UInt8? { 0x7f }
  public static var hasNegativeZero: Bool { true }
}

/// 4 bits of exponent, 3 of fraction; one zero, and a NaN in place of the other.
public enum E4M3FNUZ: NarrowFormat {
  public static var elementType: ElementType { .float8E4M3FNUZ }
  public static var exponentBits: Int { 4 }
  public static var fractionBits: Int { 3 }
  public static var bias: Int { 8 }
  public static var greatest: UInt8 { 0x7f }
  public static var infinity: UInt8? { nil }
  public static var nan: UInt8? { 0x80 }
  public static var hasNegativeZero: Bool { false }
}

/// The upper half of a `Float16`: 5 bits of exponent, 2 of fraction.
public enum E5M2: NarrowFormat {
  public static var elementType: ElementType { .float8E5M2 }
  public static var exponentBits: Int { 5 }
  public static var fractionBits: Int { 2 }
  public static var bias: Int { 15 }
  public static var greatest: UInt8 { 0x7b }
  public static var infinity: UInt8? { 0x7c }
  public static var nan: UInt8? { 0x7f }
  public static var hasNegativeZero: Bool { true }
}

/// 5 bits of exponent, 2 of fraction; one zero, and a NaN in place of the other.
public enum E5M2FNUZ: NarrowFormat {
  public static var elementType: ElementType { .float8E5M2FNUZ }
  public static var exponentBits: Int { 5 }
  public static var fractionBits: Int { 2 }
  public static var bias: Int { 16 }
  public static var greatest: UInt8 { 0x7f }
  public static var infinity: UInt8? { nil }
  public static var nan: UInt8? { 0x80 }
  public static var hasNegativeZero: Bool { false }
}

/// 2 bits of exponent, 1 of fraction: from -6 to 6, nothing else.
public enum E2M1: NarrowFormat {
  public static var elementType: ElementType { .float4E2M1 }
  public static var exponentBits: Int { 2 }
  public static var fractionBits: Int { 1 }
  public static var bias: Int { 1 }
  public static var greatest: UInt8 { 7 }
  public static var infinity: UInt8? { nil }
  public static var nan: UInt8? { nil }
  public static var hasNegativeZero: Bool { true }
}

extension NarrowFloat: TensorElement {
  public static var elementType: ElementType { Format.elementType }
  public init(truncating value: Double) { self.init(value) }
  public init(unsaturated value: Double) { self.init(value, saturates: false) }
  public init(wrapping value: Int64) { self.init(Double(value)) }
  public init(wrapping value: UInt64) { self.init(Double(value)) }
  public var double: Double { Double(float) }
  public var int64: Int64 { Int64(truncating: double) }
  public static func sum(_ a: Self, _ b: Self) -> Self { Self(a.double + b.double) }
  public static func product(_ a: Self, _ b: Self) -> Self { Self(a.double * b.double) }
  public static func difference(_ a: Self, _ b: Self) -> Self { Self(a.double - b.double) }
  public static func quotient(_ a: Self, _ b: Self) -> Self { Self(a.double / b.double) }
  public static func remainder(_ a: Self, _ b: Self) -> Self {
    Self(a.double.truncatingRemainder(dividingBy: b.double))
  }
  public static func power(_ a: Self, _ b: Self) -> Self { Self(Double.power(a.double, b.double)) }
  public static func isLess(_ a: Self, _ b: Self) -> Bool { a.float < b.float }
}
