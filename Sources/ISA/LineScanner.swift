import Diagnostics

/// A place in a line of a text in UTF-8. What is read is given as its place in the text.
struct LineScanner {

  let bytes: [UInt8]

  /// The line, without a comment.
  private var line = 0 ..< 0
  private var next = 0

  /// Where what was read last begins.
  private var last = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func begin(_ line: Range<Int>) {
    self.line = line
    next = line.lowerBound
    last = next
  }

  /// In characters, counted from 1, of what is read next.
  var column: Int { text(line.lowerBound ..< skipped).count + 1 }

  var isAtEnd: Bool { skipped == line.upperBound }

  func text(_ place: Range<Int>) -> String { String(decoding: bytes[place], as: UTF8.self) }

  private var skipped: Int {
    var index = next
    while index < line.upperBound {
      if Self.isSpace(bytes[index]) {
        index += 1
      } else if bytes[index] >= 0x80, case let (scalar, count) = scalar(at: index),
        scalar.properties.isWhitespace
      {
        index += count
      } else {
        break
      }
    }
    return index
  }

  /// Takes what follows a space while `isPart` holds for a byte of ASCII, or `isOther` for any other
  /// character; gives its place in the bytes.
  private mutating func take(
    while isPart: (UInt8) -> Bool, or isOther: (Unicode.Scalar) -> Bool
  ) -> Range<Int> {
    next = skipped
    last = next
    while next < line.upperBound {
      if bytes[next] < 0x80 {
        guard isPart(bytes[next]) else { break }
        next += 1
      } else {
        let (scalar, count) = scalar(at: next)
        guard isOther(scalar) else { break }
        next += count
      }
    }
    return last ..< next
  }

  /// Everything up to the next space.
  mutating func word() -> Range<Int> {
    take(while: { !Self.isSpace($0) }, or: { !$0.properties.isWhitespace })
  }

  func peekWord() -> String {
    var copy = self
    let word = copy.word()
    return word.isEmpty ? "the end" : text(word)
  }

  /// Letters, digits and `_`.
  mutating func name() -> Range<Int> { take(while: Self.isNamePart, or: Self.isNamePart) }

  /// A number or the name of one, after a sign or none.
  mutating func value() -> (isNegative: Bool, text: Range<Int>) {
    let begin = skipped
    let isNegative = accept(UInt8(ascii: "-"))
    let text = unsignedValue()
    last = begin
    return (isNegative, text)
  }

  private mutating func unsignedValue() -> Range<Int> {
    let first = skipped
    let end = line.upperBound
    guard first < end, isDigit(at: first) else { return name() }
    let isHexadecimal =
      first + 2 < end && bytes[first] == UInt8(ascii: "0") && bytes[first + 1] == UInt8(ascii: "x")
      && bytes[first + 2].hexadecimalDigit != nil
    next = isHexadecimal ? first + 2 : first
    let digits =
      isHexadecimal
      ? take(while: { $0.hexadecimalDigit != nil }, or: { _ in false })
      : take(while: Self.isDigit, or: { $0.properties.numericType != nil })
    return first ..< digits.upperBound
  }

  /// Skips a sign, and spaces before it.
  mutating func accept(_ sign: UInt8) -> Bool {
    let begin = skipped
    guard begin < line.upperBound, bytes[begin] == sign else { return false }
    next = begin + 1
    return true
  }

  /// Skips some parts of a syntax, with any number of spaces between them, or nothing.
  mutating func accept(_ parts: Range<Int>, of table: SpellingTable) -> Bool {
    let start = next
    for part in parts {
      let begin = skipped
      let end = begin + table.parts[part].count
      guard end <= line.upperBound, table.holds(table.parts[part], begin ..< end, of: bytes) else {
        next = start
        return false
      }
      next = end
    }
    return true
  }

  /// An error about what was just read.
  mutating func failed(_ message: String, hints: [String] = []) -> Diagnostic {
    next = last
    return .error(message, hints: hints)
  }

}

// MARK: - Characters

extension LineScanner {

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte >= 9 && byte <= 13 }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
  }

  /// Marks belong to the letter before them.
  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || scalar.properties.isGraphemeExtend
  }

  private func isDigit(at index: Int) -> Bool {
    bytes[index] < 0x80
      ? Self.isDigit(bytes[index]) : scalar(at: index).0.properties.numericType != nil
  }

  /// The scalar that begins at `index`, and the number of its bytes.
  private func scalar(at index: Int) -> (Unicode.Scalar, Int) {
    var decoder = UTF8()
    var rest = bytes[index ..< line.upperBound].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return ("\u{fffd}", 1) }
    return (scalar, UTF8.width(scalar))
  }

}

extension UInt8 {

  /// The number that this is as a hexadecimal digit in ASCII.
  var hexadecimalDigit: UInt8? {
    let digit = self &- UInt8(ascii: "0")
    if digit < 10 { return digit }
    let letter = (self | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }

}
