/// One form of the language, as its reference tells it.
public struct GrammarRule: Hashable, Sendable {

  /// Where the form stands in a description.
  public enum Section: String, CaseIterable, Hashable, Sendable {
    case state, fields
    case loops = "for"
    case names = "let"
    case condition = "when"
    case statements = "does"
    case windows, operators, functions
  }

  public var section: Section
  public var name: String

  /// How it is written; `…` is more of the same.
  public var form: String

  public var meaning: String

  /// A text of the entry that the section is of; for windows, operators and functions a statement.
  /// It is about `EffectGrammar.state` and `EffectGrammar.fields`.
  public var example: String

  init(
    _ section: Section, _ name: String, _ form: String, _ meaning: String, _ example: String
  ) {
    self.section = section
    self.name = name
    self.form = form
    self.meaning = meaning
    self.example = example
  }

}
