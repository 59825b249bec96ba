/// The bits of one instruction, at most 512; bit 0 is the lowest.
public struct WideWord: BitWord {

  /// Eight times 64 bits, the lowest first.
  private var limbs = SIMD8<UInt64>()

  public static var maximumWidth: Int { 512 }

  public init() {}

  public init(_ bits: FixedBits) { self = bits.wide }

  /// The same bits, and none above them.
  public init(_ word: Word) {
    limbs[0] = word.low
    limbs[1] = word.high
  }

  public init(bytes: some Sequence<UInt8>) {
    for (index, byte) in bytes.prefix(64).enumerated() {
      limbs[index / 8] |= UInt64(byte) << UInt64(8 * (index % 8))
    }
  }

  public func bytes(_ count: Int) -> [UInt8] {
    (0 ..< count).map { index in
      index < 64
        ? UInt8(truncatingIfNeeded: limbs[index / 8] >> UInt64(8 * (index % 8))) : 0
    }
  }

  public subscript(lsb: Int, width: Int) -> UInt64 {
    get {
      let (limb, shift) = (lsb >> 6, UInt64(lsb & 63))
      guard 0 ..< 8 ~= limb else { return 0 }
      let low = limbs[limb] >> shift
      // A shift by all 64 bits leaves none.
      let high = limb < 7 ? limbs[limb + 1] << (64 - shift) : 0
      return (low | high) & WideWord.mask(width)
    }
    set {
      let (limb, shift) = (lsb >> 6, UInt64(lsb & 63))
      guard 0 ..< 8 ~= limb else { return }
      let mask = WideWord.mask(width)
      limbs[limb] = limbs[limb] & ~(mask << shift) | (newValue & mask) << shift
      guard limb < 7 else { return }
      limbs[limb + 1] =
        limbs[limb + 1] & ~(mask >> (64 - shift)) | (newValue & mask) >> (64 - shift)
    }
  }

  public func number(at lsb: Int, width: Int, isSigned: Bool) -> Int {
    let rest = 64 - width
    let top = self[lsb, width] << UInt64(rest)
    return isSigned
      ? Int(truncatingIfNeeded: top) >> rest : Int(truncatingIfNeeded: top >> UInt64(rest))
  }

  private static func mask(_ width: Int) -> UInt64 {
    width >= 64 ? .max : width <= 0 ? 0 : (1 << UInt64(width)) - 1
  }

  public static func ones(_ width: Int) -> WideWord {
    var word = WideWord()
    for limb in 0 ..< 8 { word.limbs[limb] = mask(width - 64 * limb) }
    return word
  }

  public static func << (word: WideWord, count: Int) -> WideWord {
    var result = WideWord()
    for limb in 0 ..< 8 where 64 * limb + count < maximumWidth && count >= 0 {
      result[64 * limb + count, 64] = word.limbs[limb]
    }
    return result
  }

  public static func & (a: WideWord, b: WideWord) -> WideWord { WideWord(limbs: a.limbs & b.limbs) }
  public static func | (a: WideWord, b: WideWord) -> WideWord { WideWord(limbs: a.limbs | b.limbs) }
  public static prefix func ~ (a: WideWord) -> WideWord { WideWord(limbs: ~a.limbs) }

  private init(limbs: SIMD8<UInt64>) { self.limbs = limbs }

  // MARK: - Spelling

  public var hexadecimal: String {
    var top = 7
    while top > 0, limbs[top] == 0 { top -= 1 }
    return (0 ..< top).reversed().reduce("0x" + String(limbs[top], radix: 16)) { text, limb in
      let digits = String(limbs[limb], radix: 16)
      return text + String(repeating: "0", count: 16 - digits.count) + digits
    }
  }

  public init?(spelling text: some StringProtocol) {
    guard text.hasPrefix("0x") else {
      guard let word = Word(spelling: text) else { return nil }
      self.init(word)
      return
    }
    let digits = Array(text.utf8.dropFirst(2))
    guard 1 ... 128 ~= digits.count else { return nil }
    self.init()
    for (place, digit) in digits.reversed().enumerated() {
      guard let number = digit.hexadecimalDigit else { return nil }
      self[4 * place, 4] = UInt64(number)
    }
  }

}
