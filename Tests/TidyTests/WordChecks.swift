/// Which words stand where.
enum WordChecks {

  /// The words of `rule` in files where they may not stand.
  static func words(
    _ files: [SourceFile], _ rule: HouseRules.WordRule, exemptions: [Exemption]? = nil
  ) -> [String] {
    let exemptions = exemptions ?? rule.exemptions
    return files.flatMap { file -> [String] in
      let isConcerned = rule.places.isEmpty || rule.places.contains { file.stands(in: $0) }
      guard isConcerned, !exemptions.contains(where: { file.stands(in: $0.place) }) else {
        return []
      }
      let own = file.ownNames
      return file.tokens.indices.filter { isNamed(file.tokens, $0, by: rule, own) }.map {
        file.finding(file.tokens[$0].line, "`\(file.tokens[$0].text)` \(rule.name)")
      }
    }
  }

  private static func isNamed(
    _ tokens: [Token], _ index: Int, by rule: HouseRules.WordRule, _ own: Set<String>
  ) -> Bool {
    let token = tokens[index]
    switch token.kind {
    case .text: return rule.texts.contains(token.text)
    case .word: break
    default: return false
    }
    if rule.parts.contains(where: { token.text.lowercased().contains($0) }) { return true }
    if rule.words.contains(token.text) { return true }
    if rule.prefixes.contains(where: { token.text.hasPrefix($0) }) { return true }
    if rule.calls.contains(token.text), isFreeCall(tokens, index) {
      return !tokens.isSign(":", at: index + 3) || isQualified(tokens, index)
    }
    guard rule.functions.contains(token.text) else { return false }
    return isQualified(tokens, index) || !own.contains(token.text) && isFree(tokens, index)
  }

  /// No member of a value, no label of an argument and no declaration.
  private static func isFree(_ tokens: [Token], _ index: Int) -> Bool {
    guard let last = tokens.at(index - 1) else { return true }
    return !last.isSign(".") && !last.isSign("@") && !last.isWord("func") && !last.isWord("case")
      && !tokens.isSign(":", at: index + 1)
  }

  /// `Glibc.write` and the like.
  private static func isQualified(_ tokens: [Token], _ index: Int) -> Bool {
    tokens.isSign(".", at: index - 1)
      && (tokens.at(index - 2).map {
        Platform.modules.contains($0.text) || $0.text == "Swift"
      } ?? false)
  }

  /// A call of a function that no value stands before.
  static func isFreeCall(_ tokens: [Token], _ index: Int) -> Bool {
    tokens.isSign("(", at: index + 1)
      && (isFree(tokens, index) || isQualified(tokens, index))
  }

  // MARK: - Chance

  /// Values at random that no generator is given for, and addresses that become numbers.
  static func chance(_ files: [SourceFile]) -> [String] {
    files.flatMap { file in
      let tokens = file.tokens
      return tokens.indices.compactMap { index -> String? in
        guard tokens[index].kind == .word, tokens.isSign("(", at: index + 1) else { return nil }
        let call = tokens[(index + 2) ..< max(index + 2, tokens.afterPartner(of: index + 1) - 1)]
        let isMember = tokens.isSign(".", at: index - 1)
        let isGiven = call.contains { $0.isWord("using") }
        let bare: Bool
        switch tokens[index].text {
        case "random": bare = isMember && (call.isEmpty || call.first?.isWord("in") ?? false)
        case "randomElement", "shuffled", "shuffle": bare = isMember
        default: bare = false
        }
        return bare && !isGiven
          ? file.finding(tokens[index].line, "`\(tokens[index].text)` without a generator") : nil
      }
    }
  }

  /// Numbers that a machine makes of the bits of a pointer.
  static func addresses(_ files: [SourceFile]) -> [String] {
    files.filter { file in HouseRules.machines.contains { file.stands(in: $0) } }.flatMap { file in
      let tokens = file.tokens
      return tokens.indices.filter { index in
        (tokens[index].isWord("Int") || tokens[index].isWord("UInt"))
          && tokens.isSign("(", at: index + 1)
          && tokens.at(index + 2)?.isWord("bitPattern") ?? false
      }.map { file.finding(tokens[$0].line, "an address becomes a number") }
    }
  }

  // MARK: - Escape sequences

  /// Bytes and texts that a terminal takes for a command.
  static func escapes(_ files: [SourceFile]) -> [String] {
    let places = HouseRules.terminals.exemptions.map(\.place)
    return files.filter { file in !places.contains { file.stands(in: $0) } }.flatMap { file in
      let tokens = file.tokens
      return tokens.indices.filter { isEscape(tokens, $0) }.map {
        file.finding(tokens[$0].line, "an escape sequence")
      }
    }
  }

  private static func isEscape(_ tokens: [Token], _ index: Int) -> Bool {
    let token = tokens[index]
    switch token.kind {
    case .text:
      let spelled = token.text.lowercased()
      return token.text.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x9b }
        || ["\\u{1b}", "\\u{001b}", "\\e[", "\\033", "\\x1b"].contains { spelled.contains($0) }
    case .number:
      let digits = token.text.lowercased().filter { $0 != "_" }
      if digits.hasPrefix("0x") { return Int(digits.dropFirst(2), radix: 16) == 0x1b }
      if digits.hasPrefix("0o") { return Int(digits.dropFirst(2), radix: 8) == 0x1b }
      let makesScalar =
        tokens.isSign("(", at: index - 1)
        && ["Scalar", "UnicodeScalar", "Character"].contains(tokens.at(index - 2)?.text)
      return makesScalar && (digits == "27" || digits == "155")
    default: return false
    }
  }

  // MARK: - Names

  /// The names of accelerators, in names and in texts, whole or in pieces.
  static func targetNames(_ files: [SourceFile], _ names: [String]) -> [String] {
    files.filter { file in
      !HouseRules.readersOfFormats.contains { file.stands(in: $0.place) }
    }.flatMap { file in
      pieces(of: file.tokens).compactMap { text, line in
        let low = HouseRules.wordsWithNames.reduce(text.lowercased()) {
          $0.replacing($1, with: "")
        }
        // A short name is looked for as a word, so that it is none where it is part of one.
        return names.first { $0.count < 3 ? parts(of: text).contains($0) : low.contains($0) }
          .map { file.finding(line, "`\($0)` in `\(text)`") }
      }
    }
  }

  /// The names and texts of a source; texts that are put together are one.
  private static func pieces(of tokens: [Token]) -> [(text: String, line: Int)] {
    var found: [(text: String, line: Int)] = []
    var isOpen = false
    for token in tokens {
      switch token.kind {
      case .text where isOpen && !found.isEmpty:
        found[found.count - 1].text += token.text
      case .text, .word: found.append((token.text, token.line))
      default: break
      }
      isOpen = token.kind == .text || isOpen && token.kind == .sign && "+()".contains(token.text)
    }
    return found
  }

  /// Words of the domain, in comments too.
  static func domain(_ files: [SourceFile]) -> [String] {
    files.filter { $0.stands(in: "Support") }.flatMap { file in
      file.lines.enumerated().flatMap { index, line in
        parts(of: String(line)).filter {
          HouseRules.domain.contains($0)
            || $0.hasSuffix("s") && HouseRules.domain.contains(String($0.dropLast()))
        }.map { file.finding(index + 1, "`\($0)` is a word of the domain") }
      }
    }
  }

}
