/// Cuts the text of a source in Swift or C into tokens.
///
/// Comments go, the nested ones of Swift too; literals stay, and what is interpolated into one is
/// code.
struct Lexer {

  private let bytes: [UInt8]
  private let isSwift: Bool
  private var next = 0
  private var line = 1
  private var isFirst = true
  private var isGlued = false
  private(set) var tokens: [Token] = []

  static func tokens(of text: String, isSwift: Bool = true) -> [Token] {
    var lexer = Lexer(bytes: Array(text.utf8), isSwift: isSwift)
    while lexer.next < lexer.bytes.count { lexer.code() }
    return lexer.tokens
  }

  private init(bytes: [UInt8], isSwift: Bool) {
    self.bytes = bytes
    self.isSwift = isSwift
  }

  private func byte(_ offset: Int = 0) -> UInt8 {
    next + offset < bytes.count ? bytes[next + offset] : 0
  }

  private func starts(_ text: StaticString) -> Bool {
    let wanted = "\(text)".utf8
    return wanted.enumerated().allSatisfy { byte($0.offset) == $0.element }
  }

  private mutating func add(
    _ kind: Token.Kind, _ text: String, line first: Int? = nil, isQuoted: Bool = false
  ) {
    tokens.append(
      Token(
        kind: kind, text: text, line: first ?? line, isGlued: isGlued, startsLine: isFirst,
        isQuoted: isQuoted))
    isFirst = false
    isGlued = true
  }

  /// Reads code up to the end, or up to the `)` that nothing before has opened.
  private mutating func code() {
    var depth = 0
    while next < bytes.count {
      if skipped() { continue }
      if literal() { continue }
      let character = byte()
      if Self.isPart(character) {
        word()
      } else if character == UInt8(ascii: "`") {
        quotedWord()
      } else {
        if character == UInt8(ascii: "(") { depth += 1 }
        if character == UInt8(ascii: ")") { depth -= 1 }
        if depth < 0 { return }
        add(.sign, String(UnicodeScalar(character)))
        next += 1
      }
    }
  }

  // MARK: - What is no token

  /// Skips a space or a comment.
  private mutating func skipped() -> Bool {
    let character = byte()
    if character == 10 {
      (line, isFirst, isGlued) = (line + 1, true, false)
      next += 1
    } else if character == 32 || character == 9 || character == 13 {
      isGlued = false
      next += 1
    } else if starts("//") {
      while next < bytes.count, byte() != 10 { next += 1 }
    } else if starts("/*") {
      blockComment()
    } else {
      return false
    }
    return true
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if starts("/*"), depth == 0 || isSwift {
        depth += 1
        next += 2
      } else if starts("*/") {
        depth -= 1
        next += 2
      } else {
        if byte() == 10 { (line, isFirst) = (line + 1, true) }
        next += 1
      }
    } while depth > 0 && next < bytes.count
    isGlued = false
  }

  // MARK: - Words

  static func isPart(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || isDigit(byte)
      || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private mutating func word() {
    let start = next
    let isNumber = Self.isDigit(byte())
    while Self.isPart(byte())
      || isNumber && byte() == UInt8(ascii: ".") && Self.isDigit(byte(1))
    {
      next += 1
    }
    let text = String(decoding: bytes[start ..< next], as: UTF8.self)
    add(isNumber ? .number : .word, text)
  }

  private mutating func quotedWord() {
    let start = next + 1
    repeat { next += 1 } while next < bytes.count && byte() != UInt8(ascii: "`") && byte() != 10
    let text = String(decoding: bytes[start ..< min(next, bytes.count)], as: UTF8.self)
    add(.word, text, isQuoted: true)
    next += 1
  }

  // MARK: - Literals

  /// Reads a literal, if one begins here.
  private mutating func literal() -> Bool {
    var hashes = 0
    while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
    switch byte(hashes) {
    case UInt8(ascii: "\""):
      next += hashes
      text(hashes: isSwift ? hashes : 0)
    case UInt8(ascii: "'") where !isSwift:
      character()
    case UInt8(ascii: "/") where isSwift && (hashes > 0 || beginsExpression):
      return regularExpression(hashes: hashes)
    default: return false
    }
    return true
  }

  /// Whether a value can begin here, and a quotient cannot go on.
  private var beginsExpression: Bool {
    guard byte(1) != 32, byte(1) != 10, let last = tokens.last else { return false }
    return last.kind == .sign && ["(", ",", "=", ":", "[", "{", "!"].contains(last.text)
      || last.isWord("return") || last.isWord("in")
  }

  private mutating func regularExpression(hashes: Int) -> Bool {
    let end = [UInt8(ascii: "/")] + Array(repeating: UInt8(ascii: "#"), count: hashes)
    var index = next + hashes + 1
    while index + hashes < bytes.count, !bytes[index...].starts(with: end) {
      if bytes[index] == UInt8(ascii: "\\") { index += 1 }
      if index < bytes.count, bytes[index] == 10, hashes == 0 { return false }
      index += 1
    }
    guard index + hashes < bytes.count else { return false }
    let body = bytes[(next + hashes + 1) ..< index]
    add(.text, String(decoding: body, as: UTF8.self))
    line += body.count { $0 == 10 }
    next = index + 1 + hashes
    return true
  }

  /// A character in C.
  private mutating func character() {
    let start = next + 1
    repeat {
      next += byte() == UInt8(ascii: "\\") ? 2 : 1
    } while next < bytes.count
      && byte() != UInt8(ascii: "'") && byte() != 10
    add(.text, String(decoding: bytes[start ..< min(next, bytes.count)], as: UTF8.self))
    next += 1
  }

  private mutating func text(hashes: Int) {
    let isLong = isSwift && starts("\"\"\"")
    let marks = Array(repeating: UInt8(ascii: "#"), count: hashes)
    let end = Array(repeating: UInt8(ascii: "\""), count: isLong ? 3 : 1) + marks
    let escape = [UInt8(ascii: "\\")] + marks
    next += isLong ? 3 : 1
    var found: [UInt8] = []
    var first = line
    while next < bytes.count, !bytes[next...].starts(with: end) {
      if bytes[next...].starts(with: escape) {
        next += escape.count
        if isSwift, byte() == UInt8(ascii: "(") {
          add(.text, String(decoding: found, as: UTF8.self), line: first)
          interpolation()
          (found, first) = ([], line)
        } else {
          resolveEscape(into: &found)
        }
      } else {
        if byte() == 10 {
          if !isLong { break }
          line += 1
        }
        found.append(byte())
        next += 1
      }
    }
    next = min(next + end.count, bytes.count)
    add(.text, String(decoding: found, as: UTF8.self), line: first)
  }

  private mutating func interpolation() {
    add(.sign, "(")
    next += 1
    code()
    add(.sign, ")")
    next += 1
  }

  /// Reads what follows the sign of an escape.
  private mutating func resolveEscape(into found: inout [UInt8]) {
    let names: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "e"): 27,
    ]
    let sign = byte()
    next += 1
    if sign == UInt8(ascii: "u"), byte() == UInt8(ascii: "{") {
      let digits = bytes[(next + 1)...].prefix { $0 != UInt8(ascii: "}") }
      next += digits.count + 2
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
      found += code.flatMap(UnicodeScalar.init).map { Array(String($0).utf8) } ?? []
    } else if !isSwift, sign == UInt8(ascii: "x") || Self.isDigit(sign) {
      if Self.isDigit(sign) { next -= 1 }
      let digits = bytes[next...].prefix { Character(UnicodeScalar($0)).isHexDigit }.prefix(3)
      next += digits.count
      let radix = Self.isDigit(sign) ? 8 : 16
      found.append(UInt8(String(decoding: digits, as: UTF8.self), radix: radix) ?? 0)
    } else {
      if sign == 10 { line += 1 }
      found.append(sign == UInt8(ascii: "0") ? 0 : names[sign] ?? sign)
    }
  }

}
