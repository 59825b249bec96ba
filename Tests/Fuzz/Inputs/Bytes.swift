/// Changes of bytes that may mean anything.
enum Bytes {

  /// Changes `bytes` in a few places; what is put in may come from `others`.
  static func mutate(_ bytes: inout [UInt8], _ others: [[UInt8]], _ dice: inout Dice) {
    for _ in 0 ..< dice.fewTimes() { change(&bytes, others, &dice) }
  }

  private static func change(_ bytes: inout [UInt8], _ others: [[UInt8]], _ dice: inout Dice) {
    let place = dice.below(bytes.count)
    let length = min(1 + dice.below(dice.pick([4, 16, 256])), bytes.count - place)
    switch dice.below(9) {
    case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(dice.below(8))
    case 1 where !bytes.isEmpty: bytes[place] = dice.byte()
    case 2: bytes.removeSubrange(place ..< place + length)
    case 3: bytes.removeLast(bytes.count - place)
    case 4: bytes.insert(contentsOf: bytes[place ..< place + length], at: place)
    case 5: write(dice.edge(), over: &bytes, at: place, &dice)
    case 6: bytes.insert(contentsOf: (0 ..< length).map { _ in dice.byte() }, at: place)
    case 7 where !others.isEmpty: splice(dice.pick(others), into: &bytes, at: place, &dice)
    default:
      for index in place ..< place + length { bytes[index] = dice.pick([0, 0xff, 0x7f, 0x80]) }
    }
  }

  /// Writes a number over the bytes from `place` on, in one of the ways in which formats do.
  static func write(
    _ number: Int, over bytes: inout [UInt8], at place: Int, _ dice: inout Dice
  ) {
    let width = dice.pick([1, 2, 4, 8])
    let isBig = dice.chance(1, in: 4)
    for index in 0 ..< width where bytes.indices.contains(place + index) {
      let shift = 8 * (isBig ? width - 1 - index : index)
      bytes[place + index] = UInt8(truncatingIfNeeded: number >> shift)
    }
  }

  private static func splice(
    _ other: [UInt8], into bytes: inout [UInt8], at place: Int, _ dice: inout Dice
  ) {
    let start = dice.below(other.count)
    let end = start + dice.below(other.count - start)
    bytes.replaceSubrange(place..., with: other[start ..< end])
  }

  /// The numbers from 0 to 255 in two digits of hexadecimal.
  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The bytes that `text` spells, as far as it does.
  static func bytes(ofHexadecimal text: some StringProtocol) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }

}
