/// Where one meaning of an instruction is told from another.
struct MeaningChecks {

  /// What instructions mean, as effects know it.
  let meanings: Set<String>

  /// - Parameter file: declares the enumeration `Meaning`.
  init(_ file: SourceFile) {
    let tokens = file.tokens
    let head = tokens.indices.first {
      tokens[$0].isWord("enum") && tokens.at($0 + 1)?.isWord("Meaning") == true
    }
    let open = head.flatMap { head in tokens[head...].firstIndex { $0.isSign("{") } }
    let body = open.map { $0 ..< tokens.afterPartner(of: $0) } ?? 0 ..< 0
    meanings = Set(
      body.filter { tokens[$0].isWord("case") }.compactMap { tokens.at($0 + 1)?.text })
  }

  /// The meanings that nothing else is called by: loads and stores are directions, too.
  private var own: Set<String> { meanings.subtracting(["load", "store"]) }

  /// The files that choose by a meaning, with the lines: switches, patterns and comparisons.
  func places(_ files: [SourceFile]) -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    for file in files {
      let tokens = file.tokens
      for index in tokens.indices
      where isSwitch(file, index) || isPattern(tokens, index) || isComparison(tokens, index) {
        found[file.path, default: []].append(tokens[index].line)
      }
    }
    return found
  }

  /// `switch a.meaning {`, and in the family `switch meaning {`.
  private func isSwitch(_ file: SourceFile, _ index: Int) -> Bool {
    let tokens = file.tokens
    guard tokens[index].isWord("switch") else { return false }
    let head = tokens[index...].prefix { !$0.isSign("{") }
    return head.indices.contains {
      tokens[$0].isWord("meaning")
        && (tokens.isSign(".", at: $0 - 1) || file.stands(in: "Decoupled"))
    }
  }

  /// `case .gemm`, alone or among others.
  private func isPattern(_ tokens: [Token], _ index: Int) -> Bool {
    guard tokens[index].isWord("case") else { return false }
    let pattern = tokens[(index + 1)...].prefix {
      !$0.isSign(":") && !$0.isSign("=") && !$0.isSign("{")
    }
    return pattern.indices.contains {
      own.contains(tokens[$0].text) && tokens.isSign(".", at: $0 - 1)
    }
  }

  /// `a.meaning == .load`, and the other way round.
  private func isComparison(_ tokens: [Token], _ index: Int) -> Bool {
    let isEqual = tokens[index].isSign("=") || tokens[index].isSign("!")
    guard isEqual, tokens.isSign("=", at: index + 1), tokens.at(index + 1)?.isGlued == true else {
      return false
    }
    if tokens.isSign(".", at: index + 2), let right = tokens.at(index + 3) {
      if own.contains(right.text) { return true }
      return meanings.contains(right.text) && tokens.at(index - 1)?.isWord("meaning") == true
    }
    return tokens.at(index - 1).map { own.contains($0.text) } == true
      && tokens.isSign(".", at: index - 2)
  }

}
