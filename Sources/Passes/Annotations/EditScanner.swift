import Diagnostics
import Support

/// Takes an edit apart into words, numbers and signs.
struct EditScanner {

  private let source: SourceText
  private let characters: [Character]

  /// Where the next character stands.
  private(set) var position = 0

  init(_ source: SourceText) {
    self.source = source
    characters = Array(source.text)
    skipBlanks()
  }

  var isAtEnd: Bool { position == characters.count }

  var next: Character? { isAtEnd ? nil : characters[position] }

  /// What is left, up to the next blank.
  var upcoming: String {
    String(characters[position...].prefix { !$0.isWhitespace })
  }

  /// All that is left.
  var rest: String { String(characters[position...]) }

  // MARK: Taking

  mutating func skipBlanks() {
    while next?.isWhitespace == true { position += 1 }
  }

  /// Everything up to a character that ends it, without the blanks after it.
  mutating func take(while isPart: (Character) -> Bool) -> String {
    let start = position
    while let next, isPart(next) { position += 1 }
    let text = String(characters[start ..< position])
    skipBlanks()
    return text
  }

  /// The next word up to a blank.
  /// - Errors: there is none; `what` says what it would be.
  mutating func word(_ what: String) throws(Diagnostic) -> String {
    guard !isAtEnd else { throw wrong("\(what) is missing", at: position) }
    return take { !$0.isWhitespace }
  }

  /// Takes `sign`, if it is next.
  mutating func accept(_ sign: String) -> Bool {
    guard characters[position...].starts(with: sign) else { return false }
    position += sign.count
    skipBlanks()
    return true
  }

  /// Takes the word `word`, if it is next.
  mutating func accept(word: String) -> Bool {
    guard characters[position...].starts(with: word) else { return false }
    let end = position + word.count
    guard end == characters.count || !characters[end].isNamePart else { return false }
    position = end
    skipBlanks()
    return true
  }

  /// - Errors: something else is next.
  mutating func expect(_ sign: String) throws(Diagnostic) {
    guard accept(sign) else {
      throw wrong("expected `\(sign)`, found \(found)", at: position)
    }
  }

  /// What stands between two of `quote`, the first of which is next.
  /// - Errors: the second is missing.
  mutating func quoted(by quote: Character) throws(Diagnostic) -> String {
    let start = position
    position += 1
    let text = String(characters[position...].prefix { $0 != quote })
    position += text.count
    guard next == quote else { throw wrong("`\(quote)` does not close", at: start) }
    position += 1
    skipBlanks()
    return text
  }

  // MARK: Mistakes

  /// What is next, for a message.
  var found: String { isAtEnd ? "the end" : "`\(upcoming)`" }

  func wrong(_ message: String, at offset: Int, hints: [String] = []) -> Diagnostic {
    let bytes = characters[..<min(offset, characters.count)].reduce(0) { $0 + $1.utf8.count }
    return .error(message, at: source.place(at: bytes), hints: hints)
  }

  /// - Errors: something is left.
  func expectEnd(_ hints: [String] = []) throws(Diagnostic) {
    guard isAtEnd else { throw wrong("\(found) is too much", at: position, hints: hints) }
  }

}

extension Character {
  /// Whether names of operators and attributes have it.
  var isNamePart: Bool { isLetter || isNumber || self == "_" || self == "." }
}
