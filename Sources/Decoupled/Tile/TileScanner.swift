import Diagnostics
import Effects
import GraphIR
import Support
import TargetKit

/// Reads the words of one line of tile IR.
struct TileScanner {

  private let text: [Character]
  private var position = 0
  private let source: SourceText

  /// The number of the line, counted from 1.
  let line: Int

  init(_ text: some StringProtocol, line: Int, in source: SourceText) {
    self.text = Array(text)
    self.line = line
    self.source = source
  }

  var isAtEnd: Bool { position >= text.count }

  /// How many spaces the line begins with.
  var indent: Int { text.prefix { $0 == " " }.count }

  private var rest: String { String(text[position...]) }

  mutating func skipSpaces() {
    while position < text.count, text[position] == " " { position += 1 }
  }

  /// Reads `word` if it comes next, and not only the beginning of a longer word.
  mutating func accept(_ word: String) -> Bool {
    skipSpaces()
    let end = position + word.count
    guard end <= text.count, String(text[position ..< end]) == word else { return false }
    if let last = word.last, last.isLetter, end < text.count, text[end].isWordPart { return false }
    position = end
    return true
  }

  /// Reads the `x` before a number.
  mutating func acceptTimes() -> Bool {
    skipSpaces()
    guard position + 1 < text.count, text[position] == "x", text[position + 1].isNumber else {
      return false
    }
    position += 1
    return true
  }

  /// Whether `word` comes next.
  func comes(_ word: String) -> Bool {
    var copy = self
    return copy.accept(word)
  }

  /// Whether a number comes next.
  var comesNumber: Bool {
    var copy = self
    copy.skipSpaces()
    return copy.text.indices.contains(copy.position)
      && (copy.text[copy.position].isNumber || copy.text[copy.position] == "-")
  }

  /// What was not read yet, which then is read.
  mutating func takeRest() -> String {
    defer { position = text.count }
    return rest
  }

  /// - Errors: something else comes next.
  mutating func expect(_ word: String) throws(Diagnostic) {
    guard accept(word) else { throw unexpected("`\(word)`") }
  }

  /// A name of letters, digits, `_`, and `-` between them.
  /// - Errors: none comes next.
  mutating func word() throws(Diagnostic) -> String {
    skipSpaces()
    let start = position
    while position < text.count, text[position].isWordPart || text[position] == "-" {
      position += 1
    }
    guard position > start else { throw unexpected("a name") }
    return String(text[start ..< position])
  }

  /// A name without `-`, which in an index is a minus.
  /// - Errors: none comes next.
  mutating func name() throws(Diagnostic) -> String {
    skipSpaces()
    let start = position
    guard position < text.count, text[position].isLetter else { throw unexpected("a name") }
    while position < text.count, text[position].isWordPart { position += 1 }
    return String(text[start ..< position])
  }

  /// - Errors: no number comes next, or it is out of range.
  private mutating func integer(below limit: Int) throws(Diagnostic) -> Int {
    skipSpaces()
    let start = position
    if position < text.count, text[position] == "-" { position += 1 }
    while position < text.count, text[position].isASCII, text[position].isNumber { position += 1 }
    guard let number = Int(String(text[start ..< position])), number.magnitude < limit else {
      position = start
      throw unexpected("a number below \(limit)")
    }
    return number
  }

  /// - Errors: no name of a buffer comes next.
  mutating func buffer() throws(Diagnostic) -> BufferName { BufferName(try name()) }

  /// - Errors: no name of a loop comes next.
  mutating func loop() throws(Diagnostic) -> LoopName { LoopName(try name()) }

  /// - Errors: no name of an axis comes next.
  mutating func axis() throws(Diagnostic) -> AxisName { AxisName(try name()) }

  /// - Errors: no vector operation comes next.
  mutating func operation() throws(Diagnostic) -> AluOperation {
    let start = self
    guard let operation = AluOperation(rawValue: try word()) else {
      let known = AluOperation.allCases.map(\.rawValue).joined(separator: ", ")
      throw start.unexpected("a vector operation (\(known))")
    }
    return operation
  }

  /// - Errors: no node of a graph comes next.
  mutating func node() throws(Diagnostic) -> ID<Node> {
    try expect("%")
    guard !comes("-") else { throw unexpected("the number of a node") }
    return ID(try integer(below: 1 << 20))
  }

  /// A number that counts or places something.
  /// - Errors: none comes next.
  mutating func integer() throws(Diagnostic) -> Int { try integer(below: 1 << 24) }

  /// A number that is computed with.
  /// - Errors: none comes next.
  mutating func number() throws(Diagnostic) -> Int { try integer(below: 1 << 33) }

  /// What `element` reads between the words `open` and `close`, separated by commas.
  mutating func list<Element>(
    _ open: String, _ close: String,
    _ element: (inout TileScanner) throws(Diagnostic) -> Element
  ) throws(Diagnostic) -> [Element] {
    try expect(open)
    if accept(close) { return [] }
    let elements = try list(element)
    try expect(close)
    return elements
  }

  /// What `element` reads, separated by commas.
  mutating func list<Element>(
    _ element: (inout TileScanner) throws(Diagnostic) -> Element
  ) throws(Diagnostic) -> [Element] {
    var elements = [try element(&self)]
    while accept(",") { elements.append(try element(&self)) }
    return elements
  }

  /// A constant plus multiples of symbols, such as `2|y|+1`.
  /// - Errors: none comes next.
  mutating func linear() throws(Diagnostic) -> Linear {
    var sum = try term(sign: accept("-") ? -1 : 1)
    while position < text.count, text[position] == "+" || text[position] == "-" {
      let sign = text[position] == "-" ? -1 : 1
      position += 1
      sum = sum + (try term(sign: sign))
    }
    return sum
  }

  private mutating func term(sign: Int) throws(Diagnostic) -> Linear {
    skipSpaces()
    var factor = 1
    let isNumber = position < text.count && text[position].isNumber
    if isNumber { factor = try integer() }
    guard position < text.count, text[position].isLetter || text[position] == "|" else {
      guard isNumber else { throw unexpected("a number or a name") }
      return Linear(sign * factor)
    }
    let isSize = accept("|")
    let loop = try loop()
    if isSize { try expect("|") }
    return Linear(sign * factor, isSize ? .size(loop) : .start(loop))
  }

  /// An error that says what was expected here.
  func unexpected(_ expectation: String) -> Diagnostic {
    let found = position < text.count ? "`\(rest.prefix(20))`" : "the end of the line"
    return .error(
      "expected \(expectation), found \(found)",
      at: source.place(line: line, column: position + 1))
  }

}

extension Character {
  fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" }
}
