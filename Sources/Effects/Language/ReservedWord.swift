/// A word that is part of the language, and so no name; the raw value is its spelling.
enum ReservedWord: String, CaseIterable, Sendable {
  case and, or, not, `in`, `if`, `else`, stop, nothing, barrier
  case infinity = "inf"

  static func isOne(_ word: String) -> Bool { ReservedWord(rawValue: word) != nil }

}
