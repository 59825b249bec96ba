import Diagnostics

/// A place in a line of assembler text.
struct LineScanner {

  private let characters: [Character]
  private var next = 0

  init(_ text: some StringProtocol) { characters = Array(text) }

  /// Counted from 1, of what is read next.
  var column: Int { min(skipped, characters.count) + 1 }

  var isAtEnd: Bool { skipped == characters.count }

  private var skipped: Int {
    var index = next
    while index < characters.count, characters[index].isWhitespace { index += 1 }
    return index
  }

  private mutating func take(while isPart: (Character) -> Bool) -> String {
    next = skipped
    let start = next
    while next < characters.count, isPart(characters[next]) { next += 1 }
    return String(characters[start ..< next])
  }

  /// Everything up to the next space.
  mutating func word() -> String { take { !$0.isWhitespace } }

  func peekWord() -> String {
    var copy = self
    let word = copy.word()
    return word.isEmpty ? "the end" : word
  }

  /// Letters, digits and `_`.
  mutating func name() -> String { take { $0.isLetter || $0.isNumber || $0 == "_" } }

  /// A number or the name of one.
  mutating func value() -> String {
    let sign = accept("-") ? "-" : ""
    next = skipped
    guard next < characters.count, characters[next].isNumber else { return sign + name() }
    let isHexadecimal =
      characters[next] == "0" && next + 2 < characters.count && characters[next + 1] == "x"
      && characters[next + 2].isHexDigit
    guard isHexadecimal else { return sign + take { $0.isNumber } }
    next += 2
    return sign + "0x" + take { $0.isHexDigit }
  }

  /// Skips `text`, of which each space stands for any number of them.
  mutating func accept(_ text: String) -> Bool {
    let start = next
    for part in text.split(separator: " ") {
      next = skipped
      guard characters[next...].starts(with: part) else {
        next = start
        return false
      }
      next += part.count
    }
    return true
  }

  /// An error about what was just read.
  mutating func failed(_ text: String, _ message: String, hints: [String] = []) -> Diagnostic {
    next -= min(text.count, next)
    return .error(message, hints: hints)
  }

}
