import Diagnostics

/// A word by its place in the line: one that must be given, or that stands for itself where it is
/// not.
struct Argument<Value: Sendable>: Key {

  private let parameter: Parameter
  private let word: Word<Value>
  private let standard: Value?

  /// A word that must be given.
  init(_ name: String, _ word: Word<Value>, _ summary: String) {
    parameter = Parameter(name, word.kind, .one, summary)
    self.word = word
    standard = nil
  }

  /// A word that means `standard` where it is left out.
  init(_ name: String, _ word: Word<Value>, or standard: Value, _ summary: String) {
    parameter = Parameter(name, word.kind, .optional, summary)
    self.word = word
    self.standard = standard
  }

  func declare(in info: inout CommandInfo) { info.parameters.append(parameter) }

  func value(in words: GivenWords) throws(Diagnostic) -> Value {
    guard let text = words.words(of: parameter).first else {
      guard let standard else { throw words.missing(parameter) }
      return standard
    }
    return try word.read(text, .init(command: words.info.name, name: parameter.name))
  }

}

/// A word by its place in the line that may be left out.
struct OptionalArgument<Value: Sendable>: Key {

  private let parameter: Parameter
  private let word: Word<Value>

  init(_ name: String, _ word: Word<Value>, _ summary: String) {
    parameter = Parameter(name, word.kind, .optional, summary)
    self.word = word
  }

  func declare(in info: inout CommandInfo) { info.parameters.append(parameter) }

  func value(in words: GivenWords) throws(Diagnostic) -> Value? {
    guard let text = words.words(of: parameter).first else { return nil }
    return try word.read(text, .init(command: words.info.name, name: parameter.name))
  }

}

/// All words from a place in the line on.
struct SeveralArguments<Value: Sendable>: Key {

  private let parameter: Parameter
  private let word: Word<Value>

  /// - Parameter count: `.any`, or `.some` where at least one must be given.
  init(_ name: String, _ word: Word<Value>, count: Parameter.Count = .any, _ summary: String) {
    parameter = Parameter(name, word.kind, count, summary)
    self.word = word
  }

  func declare(in info: inout CommandInfo) { info.parameters.append(parameter) }

  func value(in words: GivenWords) throws(Diagnostic) -> [Value] {
    var values: [Value] = []
    for text in words.words(of: parameter) {
      values.append(try word.read(text, .init(command: words.info.name, name: parameter.name)))
    }
    return values
  }

}

/// The line from a place on, as it was written; nil where nothing stands there.
struct RestOfLine: Key {

  private let parameter: Parameter

  init(_ name: String, _ kind: WordKind, _ summary: String) {
    parameter = Parameter(name, kind, .rest, summary)
  }

  func declare(in info: inout CommandInfo) { info.parameters.append(parameter) }

  func value(in words: GivenWords) -> String? { words.words(of: parameter).first }

}
