/// A float of at most 8 bits, in a byte of its own. Arithmetic is that of `Double`, rounded once.
///
/// - Source: ONNX, "Float stored in 8 bits" and "Float stored in 4 bits".
public struct NarrowFloat<Format: NarrowFormat>: Sendable, BitwiseCopyable, Hashable {

  public var bitPattern: UInt8

  public init(bitPattern: UInt8) { self.bitPattern = bitPattern }

  private static var sign: UInt8 { 1 << UInt8(Format.exponentBits + Format.fractionBits) }

  /// The nearest number, ties to even. What is too large becomes the greatest number with
  /// `saturates`, else infinity, or a NaN where there is no infinity; a NaN the negative zero where
  /// there is no NaN, as in numpy's `ml_dtypes`.
  public init(_ value: Double, saturates: Bool = true) {
    guard !value.isNaN else {
      bitPattern = Format.nan ?? Self.sign
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

extension NarrowFloat: RoundedElement {
  public static var elementType: ElementType { Format.elementType }
  public init(rounding value: Double, saturates: Bool) { self.init(value, saturates: saturates) }
  public var double: Double { Double(float) }
}
