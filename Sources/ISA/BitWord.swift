/// The bits of one instruction, with room for so many as the type has; bit 0 is the lowest.
///
/// `Word` is what nearly all machines take, in two registers; `WideWord` has room for the widest. What
/// reads and writes fields is the same for both.
public protocol BitWord: Hashable, Sendable {

  /// - Units: the widest word, in bits.
  static var maximumWidth: Int { get }

  /// No bits.
  init()

  /// The word whose bytes, lowest first, are `bytes`; bytes that do not fit are ignored.
  init(bytes: some Sequence<UInt8>)

  /// The bits that `text` spells: after `0x` as many as there are, in decimal up to 64; nil if it
  /// spells none.
  init?(spelling text: some StringProtocol)

  /// Bits that are held for words of any width.
  init(_ bits: FixedBits)

  /// The lowest `count` bytes, lowest first.
  func bytes(_ count: Int) -> [UInt8]

  /// The `width` bits from `lsb` on, where `width` is at most 64; bits outside of the word are 0.
  subscript(lsb: Int, width: Int) -> UInt64 { get set }

  /// The number in the `width` bits from `lsb` on, where `width` is 1 to 64.
  func number(at lsb: Int, width: Int, isSigned: Bool) -> Int

  /// The bits as a number after `0x`, without leading zeros.
  var hexadecimal: String { get }

  /// The word with the lowest `width` bits set.
  static func ones(_ width: Int) -> Self

  static func << (word: Self, count: Int) -> Self
  static func & (a: Self, b: Self) -> Self
  static func | (a: Self, b: Self) -> Self
  static prefix func ~ (a: Self) -> Self

}

/// Bits that all words of a format have, or that none of its fields takes: for words of both kinds.
public struct FixedBits: Hashable, Sendable {

  public let wide: WideWord

  /// The lowest 128 of them.
  public let narrow: Word

  public init(_ wide: WideWord = WideWord()) {
    self.wide = wide
    narrow = Word(low: wide[0, 64], high: wide[64, 64])
  }

}

extension Word: BitWord {

  public init() { self.init(low: 0, high: 0) }

  public init(_ bits: FixedBits) { self = bits.narrow }

}
