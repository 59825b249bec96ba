/// Which power of two a number between two of them becomes.
public enum ExponentRounding: String, CaseIterable, Hashable, Sendable {

  /// The greater one.
  case up

  /// The less one.
  case down

  /// The nearer one; the greater one from the middle on.
  case nearest

}

/// A power of two from 2⁻¹²⁷ to 2¹²⁷, in a byte that holds its exponent alone: the scale of a block.
///
/// There is no sign, no zero and no infinity. Arithmetic is that of `Double`, rounded up once.
/// - Source: ONNX, "Float stored in 8 bits", `FLOAT8E8M0`; OCP Microscaling Formats 1.0.
public struct ExponentFloat: Sendable, BitwiseCopyable, Hashable {

  public var bitPattern: UInt8

  public init(bitPattern: UInt8) { self.bitPattern = bitPattern }

  private static let bias = 127
  private static let nan: UInt8 = 0xff
  private static let greatest: UInt8 = 0xfe

  /// The power of two for `value`. What is out of range, and zero, becomes the nearest one with
  /// `saturates`, else a NaN, as what is negative always does.
  public init(_ value: Double, saturates: Bool = true, _ rounding: ExponentRounding = .up) {
    let least = ExponentFloat(bitPattern: 0).double
    let most = ExponentFloat(bitPattern: Self.greatest).double
    guard value >= 0 else {
      bitPattern = Self.nan
      return
    }
    guard value >= least, value <= most else {
      bitPattern = !saturates ? Self.nan : value < least ? 0 : Self.greatest
      return
    }
    let isGreater =
      switch rounding {
      case .up: value.significand > 1
      case .down: false
      case .nearest: value.significand >= 1.5
      }
    bitPattern = UInt8(Int(value.exponent) + Self.bias + (isGreater ? 1 : 0))
  }

  public var isNaN: Bool { bitPattern == Self.nan }

  /// The same number, exactly.
  public var double: Double {
    isNaN ? .nan : Double(sign: .plus, exponent: Int(bitPattern) - Self.bias, significand: 1)
  }

  public static func == (a: Self, b: Self) -> Bool { a.double == b.double }

  public func hash(into hasher: inout Hasher) { hasher.combine(double) }

}

extension ExponentFloat: CustomStringConvertible {
  public var description: String { double.description }
}

extension ExponentFloat: RoundedElement {
  public static var elementType: ElementType { .float8E8M0 }
  public init(rounding value: Double, saturates: Bool) { self.init(value, saturates: saturates) }
}
