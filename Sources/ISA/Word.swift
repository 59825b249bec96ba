/// The bits of one instruction or micro-op, at most 128; bit 0 is the lowest bit of `low`.
public struct Word: Hashable, Sendable {

  public var low: UInt64
  public var high: UInt64

  /// - Units: the widest word, in bits.
  public static let maximumWidth = 128

  public init(low: UInt64 = 0, high: UInt64 = 0) {
    self.low = low
    self.high = high
  }

  /// The word whose bytes, lowest first, are `bytes`; bytes after the sixteenth are ignored.
  public init(bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes.prefix(16))
    self.init(bytes: bytes.span)
  }

  /// The word whose bytes, lowest first, are `bytes`; bytes after the sixteenth are ignored.
  init(bytes: Span<UInt8>) {
    self.init()
    for index in (0 ..< min(8, bytes.count)).reversed() { low = low << 8 | UInt64(bytes[index]) }
    guard bytes.count > 8 else { return }
    for index in (8 ..< min(16, bytes.count)).reversed() {
      high = high << 8 | UInt64(bytes[index])
    }
  }

  /// The lowest `count` bytes, lowest first.
  public func bytes(_ count: Int) -> [UInt8] {
    (0 ..< count).map { index in
      let half = index < 8 ? low : high
      return UInt8(truncatingIfNeeded: half >> UInt64(8 * (index % 8)))
    }
  }

  /// The `width` bits from `lsb` on, where `width` is at most 64.
  public subscript(lsb: Int, width: Int) -> UInt64 {
    get { (self >> lsb).low & Word.ones(width).low }
    set {
      let mask = Word.ones(width) << lsb
      let bits = Word(low: newValue & Word.ones(width).low) << lsb
      low = low & ~mask.low | bits.low
      high = high & ~mask.high | bits.high
    }
  }

  /// The number in the `width` bits from `lsb` on, where `width` is 1 to 64.
  /// - Cost: a few machine instructions; decoding long streams is little else.
  @inlinable
  public func number(at lsb: Int, width: Int, isSigned: Bool) -> Int {
    let shift = UInt64(truncatingIfNeeded: lsb)
    let bits =
      lsb >= 64 ? high >> (shift &- 64) : lsb == 0 ? low : low >> shift | high << (64 &- shift)
    let rest = UInt64(truncatingIfNeeded: 64 &- width)
    let top = bits << rest
    return isSigned
      ? Int(truncatingIfNeeded: top) >> Int(truncatingIfNeeded: rest)
      : Int(truncatingIfNeeded: top >> rest)
  }

  /// The word with the lowest `width` bits set.
  public static func ones(_ width: Int) -> Word {
    Word(
      low: width >= 64 ? .max : (1 << UInt64(width)) - 1,
      high: width >= 128 ? .max : width <= 64 ? 0 : (1 << UInt64(width - 64)) - 1)
  }

  public static func >> (word: Word, count: Int) -> Word {
    if count >= 64 { return Word(low: word.high >> UInt64(count - 64)) }
    if count == 0 { return word }
    return Word(
      low: word.low >> UInt64(count) | word.high << UInt64(64 - count),
      high: word.high >> UInt64(count))
  }

  public static func << (word: Word, count: Int) -> Word {
    if count >= 64 { return Word(high: word.low << UInt64(count - 64)) }
    if count == 0 { return word }
    return Word(
      low: word.low << UInt64(count),
      high: word.high << UInt64(count) | word.low >> UInt64(64 - count))
  }

  public static func & (a: Word, b: Word) -> Word {
    Word(low: a.low & b.low, high: a.high & b.high)
  }
  public static func | (a: Word, b: Word) -> Word {
    Word(low: a.low | b.low, high: a.high | b.high)
  }
  public static prefix func ~ (a: Word) -> Word { Word(low: ~a.low, high: ~a.high) }

}
