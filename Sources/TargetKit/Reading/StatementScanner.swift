import Diagnostics
import GraphIR

/// Splits a statement into words and signs.
struct StatementScanner {

  private var tokens: [String] = []
  private var next = 0

  init(_ text: String) {
    var word = ""
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_" || character == "."
    }
    for character in text {
      if isWord(character) {
        word.append(character)
        continue
      }
      if !word.isEmpty { tokens.append(word) }
      word = ""
      if !character.isWhitespace { tokens.append(String(character)) }
    }
    if !word.isEmpty { tokens.append(word) }
  }

  private var token: String { tokens.indices.contains(next) ? tokens[next] : "the end" }

  /// Whether the next token is a word.
  var comesWord: Bool {
    token != "the end" && token.first.map { $0.isLetter || $0 == "_" } ?? false
  }

  mutating func word(_ what: String) throws(Diagnostic) -> String {
    guard comesWord else { throw .error("expected \(what), found `\(token)`") }
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
    guard accept(sign) else { throw .error("expected `\(sign)`, found `\(token)`") }
  }

  /// A number, if there is one.
  mutating func number() throws(Diagnostic) -> Double? {
    let isNegative = token == "-"
    let place = isNegative ? next + 1 : next
    guard tokens.indices.contains(place), tokens[place].first?.isNumber == true else { return nil }
    guard let number = Double(tokens[place]) else {
      throw .error("`\(tokens[place])` is no number")
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
    guard next == tokens.count else { throw .error("`\(token)` is one too many") }
  }

}
