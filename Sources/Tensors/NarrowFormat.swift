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
