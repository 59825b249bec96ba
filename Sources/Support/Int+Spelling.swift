extension Int {

  /// A number as people write it: decimal, hexadecimal after `0x` or binary after `0b`, with an
  /// optional sign, and `_` between digits.
  public init?(spelling text: some StringProtocol) {
    let isNegative = text.hasPrefix("-")
    var digits = String(text.dropFirst(isNegative ? 1 : 0).filter { $0 != "_" })
    guard let first = digits.first, first.isASCII, first.isNumber else { return nil }
    var radix = 10
    for (prefix, base) in [("0x", 16), ("0b", 2)] where digits.lowercased().hasPrefix(prefix) {
      radix = base
      digits.removeFirst(2)
      // A sign is none of the digits.
      guard digits.first?.isHexDigit == true else { return nil }
    }
    self.init((isNegative ? "-" : "") + digits, radix: radix)
  }

}
