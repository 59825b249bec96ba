import Diagnostics
import Support

/// Cuts a Relay text into tokens; comments that give a type are kept with the token before them.
struct RelayLexer {

  private let source: SourceText
  private let bytes: [UInt8]
  private let end: Int
  private var position: Int
  private var line = 1
  private var lineStart = 0
  private(set) var tokens: [RelayToken] = []

  /// Where the JSON of the metadata section begins, if there is one.
  private(set) var metadataOffset: Int?

  init(_ source: SourceText, _ bytes: [UInt8], range: Range<Int>? = nil) {
    self.source = source
    self.bytes = bytes
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
  }

  private func byte(_ ahead: Int = 0) -> UInt8? {
    position + ahead < end ? bytes[position + ahead] : nil
  }

  private func fail(_ message: String, hints: [String] = []) -> Diagnostic {
    .error(
      message, at: source.place(line: line, column: position - lineStart + 1), hints: hints)
  }

  /// - Errors: a byte that begins no token, a text or a comment that does not end.
  mutating func run() throws(Diagnostic) {
    var poll = Poll()
    while let next = byte() {
      try poll.check(after: 1 << 4)
      if try skipBlank(next) { continue }
      if next == UInt8(ascii: "#"), hasPrefix("#[metadata]") {
        metadataOffset = position + 11
        break
      }
      try token(next)
    }
    add(.end, from: position)
  }

  private func hasPrefix(_ text: StaticString) -> Bool {
    let wanted = Array(text.description.utf8)
    return position + wanted.count <= end
      && bytes[position ..< position + wanted.count].elementsEqual(wanted)
  }

  private mutating func add(_ kind: RelayToken.Kind, from start: Int) {
    tokens.append(
      RelayToken(kind: kind, offset: start, line: line, column: start - lineStart + 1))
  }

  // MARK: Blanks and comments

  private mutating func skipBlank(_ next: UInt8) throws(Diagnostic) -> Bool {
    switch next {
    case 0x0a:
      position += 1
      line += 1
      lineStart = position
      return true
    case 0x20, 0x09, 0x0d:
      position += 1
      return true
    case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
      while let next = byte(), next != 0x0a { position += 1 }
      return true
    case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
      try skipComment()
      return true
    default: return false
    }
  }

  private mutating func skipComment() throws(Diagnostic) {
    let start = position
    let (startLine, startColumn) = (line, position - lineStart + 1)
    position += 2
    let content = position
    while let next = byte() {
      if next == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
        note(content ..< position)
        position += 2
        return
      }
      position += 1
      if next == 0x0a {
        line += 1
        lineStart = position
      }
    }
    position = start
    throw .error(
      "comment does not end", at: source.place(line: startLine, column: startColumn),
      hints: ["close it with `*/`"])
  }

  /// Keeps the type that a comment gives.
  private mutating func note(_ content: Range<Int>) {
    var start = content.lowerBound
    while start < content.upperBound, bytes[start] == 0x20 { start += 1 }
    guard !tokens.isEmpty, bytes[start ..< content.upperBound].starts(with: Array("ty=".utf8))
    else { return }
    tokens[tokens.count - 1].hint = start + 3 ..< content.upperBound
  }

  // MARK: Tokens

  private mutating func token(_ next: UInt8) throws(Diagnostic) {
    let start = position
    switch next {
    case _ where next.isLetter: add(.word(takeName(dots: true)), from: start)
    case _ where next.isDigit: takeNumber()
    case UInt8(ascii: "%"): try takeSigil(start) { .local($0) }
    case UInt8(ascii: "@"): try takeSigil(start) { .global($0) }
    case UInt8(ascii: "\""): try takeText()
    default: try takeSymbol(next)
    }
  }

  private mutating func takeSigil(
    _ start: Int, _ kind: (String) -> RelayToken.Kind
  ) throws(Diagnostic) {
    let isGlobal = bytes[position] == UInt8(ascii: "@")
    position += 1
    let name = takeName(dots: isGlobal)
    guard !name.isEmpty else {
      position = start
      throw fail("a name must follow `\(isGlobal ? "@" : "%")`")
    }
    add(kind(name), from: start)
  }

  private mutating func takeName(dots: Bool) -> String {
    let start = position
    while let next = byte() {
      let isDot = next == UInt8(ascii: ".") && dots && byte(1)?.isLetterOrDigit == true
      guard next.isLetterOrDigit || isDot else { break }
      position += 1
    }
    return String(decoding: bytes[start ..< position], as: UTF8.self)
  }

  private mutating func takeDigits() {
    while byte()?.isDigit == true { position += 1 }
  }

  /// A number; after a dot it is an index, which has no fraction.
  private mutating func takeNumber() {
    let start = position
    let isIndex = tokens.last?.kind == .symbol(".")
    takeDigits()
    if !isIndex {
      if byte() == UInt8(ascii: "."), byte(1)?.isDigit == true {
        position += 1
        takeDigits()
      }
      takeExponent()
    }
    let digits = String(decoding: bytes[start ..< position], as: UTF8.self)
    let suffixStart = position
    while byte()?.isLetterOrDigit == true { position += 1 }
    let suffix = String(decoding: bytes[suffixStart ..< position], as: UTF8.self)
    add(.number(digits, suffix: suffix), from: start)
  }

  private mutating func takeExponent() {
    guard let next = byte(), next | 0x20 == UInt8(ascii: "e") else { return }
    let isSigned = byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+")
    guard byte(isSigned ? 2 : 1)?.isDigit == true else { return }
    position += isSigned ? 2 : 1
    takeDigits()
  }

  private mutating func takeText() throws(Diagnostic) {
    let start = position
    var content: [UInt8] = []
    position += 1
    while let next = byte(), next != 0x0a {
      position += 1
      if next == UInt8(ascii: "\"") {
        add(.text(String(decoding: content, as: UTF8.self)), from: start)
        return
      }
      if next == UInt8(ascii: "\\"), let escaped = byte() {
        position += 1
        content.append(unescaped(escaped))
      } else {
        content.append(next)
      }
    }
    position = start
    throw fail("text does not end on its line", hints: ["close it with `\"`"])
  }

  private func unescaped(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "r"): 0x0d
    default: byte
    }
  }

  private mutating func takeSymbol(_ next: UInt8) throws(Diagnostic) {
    let start = position
    let pair = byte(1).map { String(decoding: [next, $0], as: UTF8.self) } ?? ""
    if ["->", "=>", "==", "!=", "<=", ">="].contains(pair) {
      position += 2
      add(.symbol(pair), from: start)
      return
    }
    guard "()[]{}<>,;:=.+-*/?#!_".utf8.contains(next) else {
      let rest = String(decoding: bytes[position ..< min(end, position + 4)], as: UTF8.self)
      throw fail("`\(rest.first.map(String.init) ?? "")` begins nothing that Relay text has")
    }
    position += 1
    add(.symbol(String(decoding: [next], as: UTF8.self)), from: start)
  }

}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0") ... UInt8(ascii: "9")).contains(self) }
  fileprivate var isLetter: Bool {
    (UInt8(ascii: "a") ... UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
  }
  fileprivate var isLetterOrDigit: Bool { isLetter || isDigit }
}
