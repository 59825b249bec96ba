import Diagnostics
import Support

extension Interpreter {

  /// What a word at the start of a line means.
  enum Meaning: Sendable {
    /// A command, and whether the word asks for it backwards.
    case command(Command, reversed: Bool)
    case macro(String)
  }

  /// What `word` means: a whole word first, then a prefix that only one word has.
  /// - Errors: no word begins so, or several do.
  func lookUp(_ word: String, at place: Place? = nil) throws(Diagnostic) -> Meaning {
    if macros[word] != nil { return .macro(word) }
    if let exact = allCommands.first(where: {
      $0.info.name == word || $0.info.aliases.contains(word)
    }) {
      return .command(exact, reversed: false)
    }
    if let exact = allCommands.first(where: { $0.info.reversed.contains(word) }) {
      return .command(exact, reversed: true)
    }
    let commands = allCommands.filter { !word.isEmpty && $0.info.name.hasPrefix(word) }
    let ownWords = macros.keys.filter { !word.isEmpty && $0.hasPrefix(word) }.sorted()
    switch (commands.count, ownWords.count) {
    case (1, 0): return .command(commands[0], reversed: false)
    case (0, 1): return .macro(ownWords[0])
    case (0, 0): throw unknownCommand(word, place)
    default:
      let names = commands.map(\.info.name) + ownWords
      throw .error(
        "`\(word)` could be \(names.joined(separator: ", "))", at: place,
        hints: ["type more letters"])
    }
  }

  /// The command that `word` means, for help and completion.
  /// - Errors: as of `lookUp`.
  func command(named word: String) throws(Diagnostic) -> Command? {
    if case .command(let command, _) = try lookUp(word) { command } else { nil }
  }

  private func unknownCommand(_ word: String, _ place: Place?) -> Diagnostic {
    let words = allCommands.flatMap { [$0.info.name] + $0.info.aliases + $0.info.reversed }
    let near = nearest(to: word, in: words + macros.keys)
    let digits = word.prefix { $0.isNumber }
    var hints = near.isEmpty ? [] : ["did you mean `\(near.joined(separator: "`, `"))`?"]
    if !digits.isEmpty, digits.count < word.count {
      hints = ["a count follows its command: `\(word.dropFirst(digits.count)) \(digits)`"]
    }
    return .error(
      "no command `\(word)`", at: place,
      hints: hints + ["`help` lists the commands, `apropos WORD` searches them"])
  }

}

/// The shortest beginning of the name of `info` that is understood as it.
public func shortestPrefix(of info: CommandInfo) -> String {
  let own = [info.name] + info.aliases
  let taken = allCommands.filter { $0.info.name != info.name }.map(\.info)
  for length in 1 ..< max(2, info.name.count) {
    let prefix = String(info.name.prefix(length))
    if own.contains(prefix) { return prefix }
    let isFree = !taken.contains {
      $0.name.hasPrefix(prefix) || $0.aliases.contains(prefix) || $0.reversed.contains(prefix)
    }
    if isFree && !info.reversed.contains(prefix) { return prefix }
  }
  return info.name
}
