/// Why a text is not JSON, and at which byte that shows.
public struct JSONError: Error, Sendable, Hashable {

  public let message: String

  /// In bytes of UTF-8 from the start of the text.
  public let offset: Int

}

extension JSON {

  /// The value that `text` spells.
  /// - Errors: the text is not JSON, or its lists and objects lie in each other more than 200 deep.
  /// - Cost: O(bytes).
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// The value that `bytes` spell in UTF-8.
  /// - Errors: as of text.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }

}

private struct JSONParser {

  private let bytes: [UInt8]
  private var position = 0
  private var poll = Poll()

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value(depth: 0)
    skipBlanks()
    guard position == bytes.count else { throw fail("expected the end of the text") }
    return value
  }

  private func fail(_ message: String) -> JSONError {
    JSONError(message: message, offset: position)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func takeWord(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    let letters = Array(word.description.utf8)
    guard bytes[position...].starts(with: letters) else { throw fail("expected a value") }
    position += letters.count
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth < 200 else { throw fail("more than 200 levels") }
    if poll.isRequested(after: 1 << 6) { throw fail("interrupted") }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try list(depth)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try takeWord("true", true)
    case UInt8(ascii: "f"): return try takeWord("false", false)
    case UInt8(ascii: "n"): return try takeWord("null", .null)
    default: return try number()
    }
  }

  private mutating func object(_ depth: Int) throws(JSONError) -> JSON {
    position += 1
    var members: [JSON.Member] = []
    if take("}") { return .object([]) }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw fail("expected the name of a member") }
      let name = try string()
      guard take(":") else { throw fail("expected `:`") }
      members.append(JSON.Member(name, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw fail("expected `,` or `}`") }
    return .object(members)
  }

  private mutating func list(_ depth: Int) throws(JSONError) -> JSON {
    position += 1
    if take("]") { return .list([]) }
    var elements: [JSON] = []
    repeat { elements.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw fail("expected `,` or `]`") }
    return .list(elements)
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    while let byte = next, numberBytes.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start ..< position], as: UTF8.self)
    if let whole = Int(text) { return .integer(whole) }
    guard let real = Double(text), real.isFinite, !text.hasPrefix("+") else {
      position = start
      throw fail("expected a value")
    }
    return .real(real)
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var result: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): result += Array(String(try escape()).utf8)
      case ..<0x20: throw fail("a control character in a text")
      default: result.append(byte)
      }
    }
    throw fail("a text without an end")
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    guard let byte = next else { throw fail("a text without an end") }
    position += 1
    if let plain = plainEscapes[byte] { return plain }
    guard byte == UInt8(ascii: "u") else { throw fail("no such escape") }
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    // The first half of a pair; a half without the other becomes a replacement character.
    guard unit < 0xdc00, bytes[position...].starts(with: [0x5c, 0x75]) else { return "\u{fffd}" }
    position += 2
    let low = try codeUnit()
    guard (0xdc00 ... 0xdfff).contains(low) else { return "\u{fffd}" }
    return Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)) ?? "\u{fffd}"
  }

  private mutating func codeUnit() throws(JSONError) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, !digits.contains(UInt8(ascii: "+")),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fail("expected four hexadecimal digits") }
    position += 4
    return unit
  }

}

private let numberBytes = Set("+-0123456789.eE".utf8)

private let plainEscapes: [UInt8: Unicode.Scalar] = [
  UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
  UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n",
  UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
]
