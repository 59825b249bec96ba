/// A word, number, sign or text of a source; comments are none.
struct Token: Hashable {

  enum Kind {
    case word, number, sign

    /// What a literal of text or a regular expression holds between two interpolations, with its
    /// escapes resolved.
    case text
  }

  let kind: Kind
  let text: String

  /// Counted from 1.
  let line: Int

  /// Nothing stands between this and the token before.
  let isGlued: Bool

  /// The first of its line.
  let startsLine: Bool

  /// A word between backticks, which is never a keyword.
  var isQuoted = false

  func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
  func isWord(_ word: String) -> Bool { kind == .word && text == word && !isQuoted }
}

extension [Token] {

  /// The token at `index`, where there may be none.
  func at(_ index: Int) -> Token? { indices.contains(index) ? self[index] : nil }

  func isSign(_ sign: String, at index: Int) -> Bool { at(index)?.isSign(sign) ?? false }

  /// The index after the partner of the bracket at `open`.
  func afterPartner(of open: Int) -> Int {
    var depth = 0
    for index in open ..< count where self[index].kind == .sign {
      if ["(", "[", "{"].contains(self[index].text) { depth += 1 }
      if [")", "]", "}"].contains(self[index].text) { depth -= 1 }
      if depth == 0 { return index + 1 }
    }
    return count
  }

  /// The index of the partner of the closing bracket at `close`.
  func partner(ofClosing close: Int) -> Int {
    var depth = 0
    for index in stride(from: close, through: 0, by: -1) where self[index].kind == .sign {
      if [")", "]", "}"].contains(self[index].text) { depth += 1 }
      if ["(", "[", "{"].contains(self[index].text) { depth -= 1 }
      if depth == 0 { return index }
    }
    return 0
  }

}
