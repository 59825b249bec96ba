/// Counts of elements and bytes are products of numbers that a file may have given.
enum ProductChecks {

  /// Products that trap where they are too large: `reduce` with `*`. `Sequence.product` and what
  /// stands in `Tensor+Size.swift` do not.
  static func raw(_ files: [SourceFile]) -> [String] {
    files.filter { $0.isSwift && !$0.isGenerated }.flatMap { file in
      let tokens = file.tokens
      return tokens.indices.filter { isRawProduct(tokens, $0) }.map {
        file.finding(tokens[$0].line, "a product that traps: `product` does not")
      }
    }
  }

  private static func isRawProduct(_ tokens: [Token], _ index: Int) -> Bool {
    guard tokens[index].isWord("reduce"), tokens.isSign("(", at: index + 1) else { return false }
    let end = tokens.afterPartner(of: index + 1)
    if traps(tokens, end - 2) { return true }
    let isOne = end == index + 4 && tokens[index + 2].text == "1"
    guard isOne, tokens.isSign("{", at: end) else { return false }
    return (end ..< tokens.afterPartner(of: end)).contains { traps(tokens, $0) }
  }

  /// Whether a sign multiplies, and is not `&*`.
  private static func traps(_ tokens: [Token], _ index: Int) -> Bool {
    tokens.isSign("*", at: index) && !tokens.isSign("&", at: index - 1)
  }

}
