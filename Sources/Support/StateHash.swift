/// A 64-bit FNV-1a hash of bytes: equal on every machine and in every run.
public struct StateHash: Sendable, Hashable {

  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  /// Adds one byte.
  public mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// Adds the bytes in order.
  /// - Cost: O(bytes), about 1 ns each.
  public mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { combine(byte) }
  }

  /// Adds the eight bytes of `number`, lowest first.
  public mutating func combine(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    for _ in 0 ..< 8 {
      combine(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

}

extension StateHash: CustomStringConvertible {
  /// Sixteen hexadecimal digits after `0x`.
  public var description: String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
