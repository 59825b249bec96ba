/// A piece of a Relay text.
struct RelayToken: Sendable {

  enum Kind: Sendable, Equatable {

    /// `nn.conv2d`, `fn`, `True`.
    case word(String)

    /// `%x`, without the sign.
    case local(String)

    /// `@main`, without the sign.
    case global(String)

    /// Digits with a fraction and an exponent as written, and what type letters follow.
    case number(String, suffix: String)

    case text(String)
    case symbol(String)
    case end
  }

  var kind: Kind

  /// Of the first byte.
  var offset: Int

  /// Counted from 1.
  var line: Int
  var column: Int

  /// Where in the text the type stands that a comment behind this token gives.
  var hint: Range<Int>?

}

extension RelayToken: CustomStringConvertible {
  /// For messages.
  var description: String {
    switch kind {
    case .word(let word): "`\(word)`"
    case .local(let name): "`%\(name)`"
    case .global(let name): "`@\(name)`"
    case .number(let digits, let suffix): "`\(digits)\(suffix)`"
    case .text(let text): "\"\(text)\""
    case .symbol(let symbol): "`\(symbol)`"
    case .end: "the end of the text"
    }
  }
}
