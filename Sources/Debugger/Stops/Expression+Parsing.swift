public import Diagnostics

extension Expression {

  /// Reads an expression.
  /// - Errors: the text is none; the place says where it stops being one.
  public init(parsing text: String) throws(Diagnostic) {
    var parser = ExpressionParser(text)
    self = try parser.expression()
    try parser.expectEnd()
  }

}

private struct ExpressionParser {

  private let text: String
  private let characters: [Character]
  private var position = 0
  private var depth = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  private func fail(_ message: String) -> Diagnostic {
    .error(
      message, at: Place(file: "<expression>", line: 1, column: position + 1, excerpt: text),
      hints: ["`help expressions` says what an expression is made of"])
  }

  mutating func expectEnd() throws(Diagnostic) {
    skipBlanks()
    guard position == characters.count else {
      throw fail("`\(String(characters[position...]))` does not belong here")
    }
  }

  private mutating func skipBlanks() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  private mutating func take(_ sign: String) -> Bool {
    skipBlanks()
    guard characters[position...].starts(with: sign) else { return false }
    position += sign.count
    return true
  }

  mutating func expression() throws(Diagnostic) -> Expression { try chain(from: 0) }

  /// Operands with signs between them that bind at least as `level` does.
  private mutating func chain(from level: Int) throws(Diagnostic) -> Expression {
    var expression = try unary()
    var links: [Expression.Link] = []
    var levelOfLinks = signs.count
    while let next = nextSign(), next.level >= level {
      position += next.sign.count
      if next.level != levelOfLinks, !links.isEmpty {
        expression = .chain(expression, links)
        links = []
      }
      levelOfLinks = next.level
      links.append(.init(sign: next.sign, operand: try chain(from: next.level + 1)))
    }
    return links.isEmpty ? expression : .chain(expression, links)
  }

  /// The longest sign that stands next, and how it binds.
  private mutating func nextSign() -> (sign: String, level: Int)? {
    skipBlanks()
    for length in [2, 1] where position + length <= characters.count {
      let sign = String(characters[position ..< position + length])
      if let level = levels[sign] { return (sign, level) }
    }
    return nil
  }

  private mutating func unary() throws(Diagnostic) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < 200 else { throw fail("more than 200 levels") }
    for sign in ["-", "!", "~"] where take(sign) { return .unary(sign, try unary()) }
    return try primary()
  }

  private mutating func primary() throws(Diagnostic) -> Expression {
    if take("(") {
      let inner = try expression()
      guard take(")") else { throw fail("expected `)`") }
      return inner
    }
    skipBlanks()
    if take("$") { return .variable(try word("a name after `$`")) }
    let word = try word("a number or a name")
    if word.first?.isNumber == true {
      guard let number = number(word) else { throw fail("`\(word)` is no number") }
      return .number(number)
    }
    if word == "tok", take(":") { return .tokens(try self.word("a token queue")) }
    guard take("[") else {
      throw fail("`\(word)` needs `[…]`: it is read as the name of a memory")
    }
    let element = try index()
    return .element(word, element, take("[") ? try index() : nil)
  }

  private mutating func index() throws(Diagnostic) -> Expression {
    let index = try expression()
    guard take("]") else { throw fail("expected `]`") }
    return index
  }

  private mutating func word(_ wanted: String) throws(Diagnostic) -> String {
    skipBlanks()
    let start = position
    while position < characters.count,
      characters[position].isLetter || characters[position].isNumber || characters[position] == "_"
    {
      position += 1
    }
    guard position > start else { throw fail("expected \(wanted)") }
    return String(characters[start ..< position])
  }

}

/// The signs of each level, those that bind least first.
private let signs: [[String]] = [
  ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<=", ">=", "<", ">"], ["<<", ">>"],
  ["+", "-"], ["*", "/", "%"],
]

/// How each sign binds.
private let levels = Dictionary(
  uniqueKeysWithValues: signs.enumerated().flatMap { level, signs in signs.map { ($0, level) } })
