extension Int {

  /// An address as it is printed: its bits, with `0x` before them.
  public var hexadecimal: String { "0x" + String(UInt(bitPattern: self), radix: 16) }

}
