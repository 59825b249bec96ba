import Diagnostics
import Support

/// What a word is given for, as messages name it.
struct WordPurpose: Sendable {

  /// The name of the command.
  let command: String

  /// The name of the parameter, or of the option without its dashes.
  let name: String

  /// As `--by`, where the word belongs to an option.
  var option: String?
}

/// How a word is read: what completes it, and the value that it spells.
struct Word<Value: Sendable>: Sendable {

  let kind: WordKind

  /// - Errors: the word spells no such value.
  let read: @Sendable (String, WordPurpose) throws(Diagnostic) -> Value

  init(
    _ kind: WordKind,
    _ read: @escaping @Sendable (String, WordPurpose) throws(Diagnostic) -> Value
  ) {
    self.kind = kind
    self.read = read
  }

}

extension Word where Value == String {

  /// Any word; `kind` says what completes it.
  static func of(_ kind: WordKind) -> Word {
    Word(kind) { word, _ throws(Diagnostic) in word }
  }

  static var any: Word { of(.word) }
  static var folder: Word { of(.folder) }
  static var pass: Word { of(.pass) }
  static var node: Word { of(.node) }
  static var location: Word { of(.location) }
  static var memory: Word { of(.memory) }
  static var expression: Word { of(.expression) }

  /// A path; completion prefers these endings.
  static func file(_ endings: String...) -> Word { of(.file(endings)) }

}

extension Word where Value == Int {

  /// A number of `range`, decimal or hexadecimal after `0x`.
  static func number(
    _ range: ClosedRange<Int> = .min ... .max, _ kind: WordKind = .number
  ) -> Word {
    Word(kind) { word, purpose throws(Diagnostic) in
      let number = try parseNumber(word, as: purpose.option ?? purpose.name)
      guard range.contains(number) else {
        throw .error("`\(word)` is no \(purpose.name)", hints: ["expected \(sentence(of: range))"])
      }
      return number
    }
  }

  /// How often: at least once.
  static var count: Word { number(1 ... .max) }

  /// The number of a breakpoint.
  static var breakpoint: Word { number(0 ... .max, .breakpoint) }

}

extension Word where Value == Double {

  /// A number that may have a fraction, and is at least `least`.
  static func real(atLeast least: Double) -> Word {
    Word(.word) { word, purpose throws(Diagnostic) in
      guard let number = Double(word), number >= least, number.isFinite else {
        throw .error("`\(word)` is no \(purpose.name)", hints: ["expected a number, such as 1e-3"])
      }
      return number
    }
  }

  /// A number or a fraction, as `0.5` and `1/16`.
  static var factor: Word {
    Word(.word) { word, purpose throws(Diagnostic) in
      let parts = word.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
      let number = parts.count == 2 ? parts[0].flatMap { a in parts[1].map { a / $0 } } : parts[0]
      guard let number, parts.count <= 2, number.isFinite else {
        throw .error(
          "`\(word)` is no \(purpose.name)", hints: ["expected a number or a fraction: `1/16`"])
      }
      return number
    }
  }

}

extension Word {

  /// One of `choices` by its name, by a beginning that only it has, or by another word for it.
  static func choice(_ choices: [(name: String, value: Value)], also others: [String: Value] = [:])
    -> Word
  {
    let names = choices.map(\.name)
    return Word(.choice(names)) { word, purpose throws(Diagnostic) in
      if let other = others[word] { return other }
      let exact = choices.first { $0.name == word }
      let fitting = choices.filter { !word.isEmpty && $0.name.hasPrefix(word) }
      guard let choice = exact ?? (fitting.count == 1 ? fitting[0] : nil) else {
        throw noChoice(word, names, purpose)
      }
      return choice.value
    }
  }

}

extension Word where Value: CaseIterable & RawRepresentable, Value.RawValue == String {

  /// One of the cases by its name, by a beginning that only it has, or by another word for it.
  static func choice(_ type: Value.Type, also others: [String: Value] = [:]) -> Word {
    choice(type.allCases.map { ($0.rawValue, $0) }, also: others)
  }

}

private func noChoice(
  _ word: String, _ names: [String], _ purpose: WordPurpose
) -> Diagnostic {
  let near = nearest(to: word, in: names, most: 1).first
  let message =
    purpose.option.map { "`\($0)` cannot be `\(word)`" }
    ?? "`\(purpose.command)` has no \(purpose.name) `\(word)`"
  return .error(
    message,
    hints: (near.map { ["did you mean `\($0)`?"] } ?? [])
      + ["expected \(names.joined(separator: ", "))"])
}

/// The number that `word` spells, decimal or hexadecimal after `0x`.
/// - Errors: it is none, or one that cannot be represented.
func parseNumber(_ word: String, as name: String) throws(Diagnostic) -> Int {
  let hexadecimal = word.hasPrefix("0x") ? Int(word.dropFirst(2), radix: 16) : nil
  if let number = hexadecimal ?? Int(word) { return number }
  let isHexadecimal = word.hasPrefix("0x") && word.count > 2
  let digits =
    isHexadecimal ? word.dropFirst(2) : word.hasPrefix("-") ? word.dropFirst() : word[...]
  let isNumber = digits.allSatisfy { $0.isASCII && (isHexadecimal ? $0.isHexDigit : $0.isNumber) }
  guard !digits.isEmpty, isNumber else {
    throw .error(
      "`\(word)` is no number, which \(name) must be",
      hints: ["numbers are decimal, or hexadecimal after `0x`"])
  }
  throw .error(
    "`\(word)` is beyond every number that \(name) can be",
    hints: ["numbers go from \(Int.min) to \(Int.max)"])
}

private func sentence(of range: ClosedRange<Int>) -> String {
  if range.upperBound == .max { return "\(range.lowerBound) or more" }
  if range.lowerBound == .min { return "\(range.upperBound) or less" }
  return "\(range.lowerBound) to \(range.upperBound)"
}
