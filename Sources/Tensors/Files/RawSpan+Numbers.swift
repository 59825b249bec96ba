extension RawSpan {

  /// The byte at `offset`; nil behind the end.
  func byte(at offset: Int) -> UInt8? {
    guard offset >= 0, offset < byteCount else { return nil }
    return unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// The number in `size` bytes at `offset`, lowest byte first; nil if they are not all there, or
  /// are more than an `Int` holds.
  func number(at offset: Int, size: Int) -> Int? {
    guard offset >= 0, size >= 0, offset <= byteCount - size else { return nil }
    var result: UInt64 = 0
    for i in (0 ..< size).reversed() {
      result = result << 8 | UInt64(unsafe unsafeLoad(fromByteOffset: offset + i, as: UInt8.self))
    }
    return Int(exactly: result)
  }

  /// The bytes in `range`; nil if they are not all there.
  func copy(_ range: Range<Int>) -> [UInt8]? {
    guard range.lowerBound >= 0, range.upperBound <= byteCount else { return nil }
    return unsafe withUnsafeBytes { unsafe [UInt8]($0[range]) }
  }

}

extension [UInt8] {
  /// Adds the lowest `size` bytes of `number`, lowest first.
  mutating func append(_ number: Int, size: Int) {
    for i in 0 ..< size { append(i < 8 ? UInt8(truncatingIfNeeded: number >> (8 * i)) : 0) }
  }
}
