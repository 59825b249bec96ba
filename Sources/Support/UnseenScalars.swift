extension Unicode.Scalar {

  /// Whether a terminal obeys this instead of showing it: controls, ends of lines, and what turns
  /// the direction of a text, so that it reads otherwise than it is.
  public var isUnseen: Bool {
    switch value {
    case 0x20 ..< 0x7f: false
    case ..<0xa0: true
    case 0x061c, 0x200e, 0x200f, 0x2028 ... 0x202e, 0x2066 ... 0x2069: true
    default: false
    }
  }

}
