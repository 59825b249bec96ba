import Diagnostics
import Support

/// Cuts a text of the language of effects into tokens.
struct EffectScanner {

  private let source: SourceText
  private let bytes: [UInt8]
  private var next = 0

  init(_ source: SourceText) {
    self.source = source
    bytes = Array(source.text.utf8)
  }

  /// All tokens of `source`, the end among them.
  /// - Errors: a character that the language does not have, or a number that is none.
  static func tokens(of source: SourceText) throws(Diagnostic) -> [Token] {
    var scanner = EffectScanner(source)
    var poll = Poll()
    var tokens: [Token] = []
    while true {
      try poll.check(after: 16)
      let token = try scanner.token()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private mutating func token() throws(Diagnostic) -> Token {
    while next < bytes.count, [32, 9, 10, 13].contains(bytes[next]) { next += 1 }
    let start = next
    guard start < bytes.count else { return Token(kind: .end, place: start ..< start) }
    if bytes[start].isDigit { return try number() }
    if bytes[start].isNamePart {
      while next < bytes.count, bytes[next].isNamePart { next += 1 }
      return Token(kind: .name(text(start ..< next)), place: start ..< next)
    }
    for (sign, spelling) in Sign.longestFirst where bytes[start...].starts(with: spelling) {
      next += spelling.count
      return Token(kind: .sign(sign), place: start ..< next)
    }
    let character = text(start ..< bytes.count).prefix(1)
    throw .error(
      "`\(character)` is no sign of the language", at: source.place(at: start),
      hints: [
        character == "×"
          ? "extents stand between commas, and numbers are multiplied by `*`"
          : "names are of letters of ASCII, digits and `_`"
      ])
  }

  private mutating func number() throws(Diagnostic) -> Token {
    let start = next
    var isReal = false
    let isHexadecimal =
      bytes[start] == UInt8(ascii: "0") && start + 1 < bytes.count
      && bytes[start + 1] | 0x20 == UInt8(ascii: "x")
    while next < bytes.count {
      if bytes[next].isNamePart {
        next += 1
      } else if !isHexadecimal, bytes[next] == UInt8(ascii: "."), !isReal,
        next + 1 < bytes.count, bytes[next + 1].isDigit
      {
        isReal = true
        next += 1
      } else if !isHexadecimal, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[next]),
        bytes[next - 1] | 0x20 == UInt8(ascii: "e"), next + 1 < bytes.count,
        bytes[next + 1].isDigit
      {
        isReal = true
        next += 1
      } else {
        break
      }
    }
    let place = start ..< next
    return Token(kind: try Self.number(text(place), source.place(at: start)), place: place)
  }

  private static func number(_ text: String, _ place: Place) throws(Diagnostic) -> Token.Kind {
    let digits = text.filter { $0 != "_" }
    for (prefix, radix) in [("0x", 16), ("0b", 2)] where digits.lowercased().hasPrefix(prefix) {
      guard let number = UInt64(digits.dropFirst(2), radix: radix) else {
        throw wrong(
          text, place, "`0x` takes up to 16 hexadecimal digits, `0b` up to 64 binary ones")
      }
      return .integer(number, isDecimal: false)
    }
    if let number = UInt64(digits) { return .integer(number, isDecimal: true) }
    if digits.allSatisfy(\.isNumber) { throw wrong(text, place, "numbers have 64 bits") }
    let extents = text.split(separator: "x", omittingEmptySubsequences: false)
    if extents.count > 1, extents.allSatisfy({ UInt64($0) != nil }) {
      throw wrong(
        text, place, "extents stand between commas: `\(extents.joined(separator: ", "))`")
    }
    guard let real = Double(digits), real.isFinite else {
      throw wrong(text, place, "numbers are written as `12`, `0x1f`, `0b101`, `0.5` or `1e-3`")
    }
    return .real(real)
  }

  private static func wrong(_ text: String, _ place: Place, _ hint: String) -> Diagnostic {
    .error("`\(text)` is no number", at: place, hints: [hint])
  }

  private func text(_ place: Range<Int>) -> String { String(decoding: bytes[place], as: UTF8.self) }

}

extension UInt8 {

  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

  var isNamePart: Bool {
    isDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_")
  }

}
