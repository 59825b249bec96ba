/// The upper half of a `Float`: 8 bits of exponent, 7 of fraction.
public struct BFloat16: Sendable, BitwiseCopyable, Hashable {

  public var bitPattern: UInt16

  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The nearest number, ties to even; a NaN stays a (quiet) NaN of the same sign.
  public init(_ value: Float) {
    let bits = value.bitPattern
    if value.isNaN {
      bitPattern = UInt16(truncatingIfNeeded: bits >> 16) | 0x40
    } else {
      let odd = (bits >> 16) & 1
      bitPattern = UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ odd) >> 16)
    }
  }

  /// The same number, exactly.
  public var float: Float { Float(bitPattern: UInt32(bitPattern) << 16) }

  public static func == (a: Self, b: Self) -> Bool { a.float == b.float }

  public func hash(into hasher: inout Hasher) { hasher.combine(float) }

}

extension BFloat16: CustomStringConvertible {
  public var description: String { float.description }
}
