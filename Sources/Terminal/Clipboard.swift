/// How a terminal is given a text for its clipboard.
enum Clipboard {

  /// The control sequence that gives `text` to the terminal.
  /// - Source: "XTerm Control Sequences", Operating System Command 52.
  static func sequence(for text: String) -> String {
    "\u{1b}]52;c;\(base64(Array(text.utf8)))\u{07}"
  }

  /// - Source: RFC 4648, section 4.
  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var result = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start ..< min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0 ..< 4 {
        result.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : "=")
      }
    }
    return result
  }

}
