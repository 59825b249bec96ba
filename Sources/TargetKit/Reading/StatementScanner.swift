import Diagnostics
import GraphIR

/// Splits a statement into words and signs.
struct StatementScanner {

  private struct Token {
    var text: String

    /// Characters of the text before it.
    var start: Int
  }

  private var tokens: [Token] = []
  private var next = 0

  /// Where what stands behind the last token would be.
  private let end: Int

  init(_ text: String) {
    var word = Token(text: "", start: 0)
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_" || character == "."
    }
    for (place, character) in text.enumerated() {
      if isWord(character) {
        if word.text.isEmpty { word.start = place }
        word.text.append(character)
        continue
      }
      if !word.text.isEmpty { tokens.append(word) }
      word.text = ""
      if !character.isWhitespace { tokens.append(Token(text: String(character), start: place)) }
    }
    if !word.text.isEmpty { tokens.append(word) }
    end = tokens.last.map { $0.start + $0.text.count } ?? 0
  }

  private var token: String { tokens.indices.contains(next) ? tokens[next].text : "the end" }

  /// Whether the next token is a word.
  var comesWord: Bool {
    token != "the end" && token.first.map { $0.isLetter || $0 == "_" } ?? false
  }

  // MARK: Mistakes

  /// How many tokens have been read: by it a mistake says which it is about.
  var count: Int { next }

  /// An error about what comes next, or about the token before which there are `count`.
  func error(
    _ message: String, at count: Int? = nil, hints: [String] = []
  ) -> Diagnostic {
    let index = count ?? next
    let start = tokens.indices.contains(index) ? tokens[index].start : end
    return .error(message, at: Place(file: "statement", line: 1, column: start + 1), hints: hints)
  }

  // MARK: Parts

  mutating func word(_ what: String) throws(Diagnostic) -> String {
    guard comesWord else { throw error("expected \(what), found `\(token)`") }
    defer { next += 1 }
    return token
  }

  /// Whether the next token is `sign`.
  func comes(_ sign: String) -> Bool { token == sign }

  mutating func accept(_ sign: String) -> Bool {
    guard token == sign else { return false }
    next += 1
    return true
  }

  mutating func expect(_ sign: String) throws(Diagnostic) {
    guard accept(sign) else { throw error("expected `\(sign)`, found `\(token)`") }
  }

  /// A number, if there is one.
  mutating func number() throws(Diagnostic) -> Double? {
    let isNegative = token == "-"
    let place = isNegative ? next + 1 : next
    guard tokens.indices.contains(place), tokens[place].text.first?.isNumber == true else {
      return nil
    }
    guard let number = Double(tokens[place].text) else {
      throw error("`\(tokens[place].text)` is no number", at: place)
    }
    next = place + 1
    return isNegative ? -number : number
  }

  /// A number, `true`, `false`, a word, or a list of those in brackets.
  mutating func value() throws(Diagnostic) -> AttributeValue {
    if accept("[") {
      var values: [AttributeValue] = []
      while !accept("]") {
        if !values.isEmpty { try expect(",") }
        values.append(try value())
      }
      return .list(values)
    }
    if let number = try number() {
      return Int(exactly: number).map { .integer($0) } ?? .real(number)
    }
    let text = try word("a value")
    return text == "true" || text == "false" ? .flag(text == "true") : .text(text)
  }

  /// Whether `...` comes, for whatever there is.
  mutating func acceptsAnything() -> Bool { accept("...") }

  func expectEnd() throws(Diagnostic) {
    guard next == tokens.count else { throw error("`\(token)` is one too many") }
  }

}
