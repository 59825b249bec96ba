/// What a word of a command may be: it says how the word is read and what completes it.
public enum WordKind: Sendable, Hashable {
  case word
  case number
  /// A path; completion prefers these endings, such as `npz`.
  case file([String])
  case folder
  case pass
  case node
  case function
  case location
  case breakpoint
  case target
  case unit
  case memory
  case mark
  case setting
  case choice([String])
  case expression
  /// What `assert` measures.
  case measure
  /// A command line.
  case command
}

/// A place for words after the name of a command.
public struct Parameter: Sendable, Hashable {

  /// How often it may be given.
  public enum Count: Sendable, Hashable { case one, optional, any, some, rest }

  public let name: String
  public let kind: WordKind
  public let count: Count
  public let summary: String

  init(_ name: String, _ kind: WordKind, _ count: Count, _ summary: String) {
    self.name = name
    self.kind = kind
    self.count = count
    self.summary = summary
  }

  public var isRequired: Bool { count == .one || count == .some }

  /// As help shows it: `FILE`, `[N]`, `PASS…`.
  public var spelling: String {
    let word =
      if case .choice(let words) = kind { words.joined(separator: "|") } else {
        name.uppercased()
      }
    return switch count {
    case .one: word
    case .optional: "[\(word)]"
    case .any: "[\(word)…]"
    case .some: "\(word)…"
    case .rest: "[\(word)]"
    }
  }

}

/// A word of a command that begins with `--`.
public struct Flag: Sendable, Hashable {

  /// With its dashes.
  public let name: String

  /// What the word after it is, if it takes one.
  public let value: Parameter?

  public let summary: String

  /// Whether it may be given several times.
  let addsUp: Bool

  init(_ name: String, _ summary: String) {
    self.name = name
    value = nil
    self.summary = summary
    addsUp = false
  }

  /// A flag that takes a word.
  init(
    _ name: String, taking value: String, _ kind: WordKind, _ summary: String,
    addsUp: Bool = false
  ) {
    self.name = name
    self.value = Parameter(value, kind, .one, summary)
    self.summary = summary
    self.addsUp = addsUp
  }

  public var spelling: String { value.map { "\(name) \($0.spelling)" } ?? name }

}
