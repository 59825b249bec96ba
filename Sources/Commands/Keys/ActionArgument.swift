import Diagnostics

/// What a command can be told to do by its first word: a table of the words, with what each takes.
protocol CommandAction: CaseIterable, RawRepresentable, Sendable where RawValue == String {

  /// What may follow the word.
  var takes: ActionWords { get }

}

/// What follows the word of an action.
struct ActionWords: Sendable {

  /// How many words may.
  let count: ClosedRange<Int>

  /// What the first word is, as in "a folder".
  let first: String

  /// The flags of the command that the action knows.
  let flags: Set<String>

  static func nothing(flags: Set<String> = []) -> ActionWords {
    ActionWords(count: 0 ... 0, first: "", flags: flags)
  }

  static func one(_ first: String) -> ActionWords {
    ActionWords(count: 1 ... 1, first: first, flags: [])
  }

  /// - Parameter all: what the words are, as in "a position and a pass".
  static func two(_ all: String) -> ActionWords {
    ActionWords(count: 2 ... 2, first: all, flags: [])
  }

  static func upTo(_ count: Int, _ first: String) -> ActionWords {
    ActionWords(count: 0 ... count, first: first, flags: [])
  }

  static func some(_ first: String) -> ActionWords {
    ActionWords(count: 1 ... .max, first: first, flags: [])
  }
}

/// The word that says what a command is to do. No action gets words or flags that it would not
/// look at.
struct ActionArgument<Action: CommandAction>: Key {

  private let word: Argument<Action>
  private let name: String

  /// A word that means `standard` where it is left out; without one it must be given.
  init(_ name: String, _ type: Action.Type, or standard: Action? = nil, _ summary: String) {
    self.name = name
    word =
      standard.map { Argument(name, .choice(type), or: $0, summary) }
      ?? Argument(name, .choice(type), summary)
  }

  func declare(in info: inout CommandInfo) { word.declare(in: &info) }

  func value(in words: GivenWords) throws(Diagnostic) -> Action {
    let action = try word.value(in: words)
    let whole = "`\(words.info.name) \(action.rawValue)`"
    let usage = ["usage: \(words.info.usage)"]
    let given = words.words(besides: name)
    if given.count < action.takes.count.lowerBound {
      throw .error("\(whole) needs \(action.takes.first)", hints: usage)
    }
    if given.count > action.takes.count.upperBound {
      throw .error(
        "\(whole) does not take `\(given[action.takes.count.upperBound])`", hints: usage)
    }
    if let flag = words.flagNames.first(where: { !action.takes.flags.contains($0) }) {
      throw .error("\(whole) has no flag `\(flag)`", hints: usage)
    }
    return action
  }

}
