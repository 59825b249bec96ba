public import Diagnostics

/// An option of a pass: its name, what it can be, and its default.
///
/// `help` prints it, `apply PASS{name=value}` sets it, and the pass reads it with this very value:
/// `options[Self.rounding]`.
public struct PassOption<Value: Sendable>: Sendable {

  public let name: String
  public let defaultValue: Value
  public let summary: String
  public let defaultSpelling: String

  /// The spellings that there are, where they are few; empty otherwise.
  public let choices: [String]

  /// The value that a text spells; nil if it spells none.
  private let parse: @Sendable (String) -> Value?

  /// What a text has to be, for messages.
  private let expected: String

  private init(
    _ name: String, _ value: Value, _ summary: String, spelling: String, choices: [String] = [],
    expected: String, _ parse: @escaping @Sendable (String) -> Value?
  ) {
    self.name = name
    defaultValue = value
    self.summary = summary
    defaultSpelling = spelling
    self.choices = choices
    self.expected = choices.isEmpty ? expected : choices.joined(separator: ", ")
    self.parse = parse
  }

  /// - Errors: `text` is none of the values.
  func value(of text: String) throws(Diagnostic) -> Value {
    if let value = parse(text) { return value }
    throw .error("`\(text)` is no value of `\(name)`", hints: ["expected \(expected)"])
  }

}

extension PassOption<String> {
  /// Any text.
  public init(_ name: String, default value: String, _ summary: String) {
    self.init(name, value, summary, spelling: value, expected: "a text") { $0 }
  }
}

extension PassOption<Bool> {
  /// `true` or `false`.
  public init(_ name: String, default value: Bool, _ summary: String) {
    self.init(
      name, value, summary, spelling: "\(value)", choices: ["true", "false"], expected: "",
      { Bool($0) })
  }
}

extension PassOption<Int> {
  /// A whole number of `range`.
  public init(_ name: String, default value: Int, in range: ClosedRange<Int>, _ summary: String) {
    self.init(
      name, value, summary, spelling: "\(value)",
      choices: range.upperBound - 3 <= range.lowerBound ? range.map(String.init) : [],
      expected: range.words
    ) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
  }
}

extension PassOption<Int?> {
  /// A whole number of `range`, or the word `unset`, which is the default and stands for none.
  public init(
    _ name: String, default unset: String, in range: ClosedRange<Int>, _ summary: String
  ) {
    self.init(
      name, nil, summary, spelling: unset, expected: "\(range.words), or `\(unset)`"
    ) { text in
      if text == unset { return .some(nil) }
      return Int(text).flatMap { range.contains($0) ? .some($0) : nil }
    }
  }
}

extension PassOption<Double?> {
  /// A number of `range`, or the word `unset`, which is the default and stands for none.
  public init(
    _ name: String, default unset: String, in range: ClosedRange<Double>, _ summary: String
  ) {
    self.init(
      name, nil, summary, spelling: unset,
      expected: "a number from \(range.lowerBound) to \(range.upperBound), or `\(unset)`"
    ) { text in
      if text == unset { return .some(nil) }
      return Double(text).flatMap { range.contains($0) ? .some($0) : nil }
    }
  }
}

extension PassOption where Value: RawRepresentable<String>, Value: CaseIterable {
  /// One of the cases, spelled as its raw value.
  public init(_ name: String, default value: Value, _ summary: String) {
    self.init(
      name, value, summary, spelling: value.rawValue, choices: Value.allCases.map(\.rawValue),
      expected: "", { Value(rawValue: $0) })
  }
}

extension PassOption where Value: LosslessStringConvertible {
  /// Whatever has a text from which it is read back.
  /// - Parameter expected: what a text has to be, for messages.
  public init(_ name: String, default value: Value, expected: String, _ summary: String) {
    self.init(name, value, summary, spelling: "\(value)", expected: expected) { Value($0) }
  }
}

extension ClosedRange<Int> {
  /// The numbers in words.
  fileprivate var words: String {
    upperBound == .max
      ? "a whole number of \(lowerBound) or more"
      : "a whole number from \(lowerBound) to \(upperBound)"
  }
}

/// Any option, for lists of options of several types.
public protocol AnyPassOption: Sendable {

  var name: String { get }
  var summary: String { get }
  var defaultSpelling: String { get }
  var choices: [String] { get }

  /// - Errors: `text` is no value of the option.
  func check(_ text: String) throws(Diagnostic)

}

extension PassOption: AnyPassOption {
  public func check(_ text: String) throws(Diagnostic) { _ = try value(of: text) }
}
