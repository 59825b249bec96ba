public import Diagnostics

/// An option of a pass, as `help` prints it and `apply PASS{name=value}` sets it.
public struct PassOption: Sendable, Hashable {

  public let name: String
  public let defaultValue: String
  public let summary: String

  /// The values that there are, where they are few; empty otherwise.
  public let choices: [String]

  public init(_ name: String, default value: String, _ summary: String, choices: [String] = []) {
    self.name = name
    self.defaultValue = value
    self.summary = summary
    self.choices = choices
  }

}

/// The name and the contract of a pass, as `help passes` prints them.
public struct PassInfo: Sendable, Hashable {

  public let name: String
  public let summary: String
  public let options: [PassOption]

  public init(_ name: String, _ summary: String, options: [PassOption] = []) {
    self.name = name
    self.summary = summary
    self.options = options
  }

}

/// The options that a pass was applied with; an option that was not given reads as its default.
public struct PassOptions: Sendable, Hashable {

  private let given: [String: String]
  private let info: PassInfo

  /// - Errors: `given` names an option that the pass does not have, or a value that the option does
  ///   not take.
  public init(_ given: [String: String], for info: PassInfo) throws(Diagnostic) {
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let option = info.options.first(where: { $0.name == name }) else {
        throw unknownOption(name, of: info)
      }
      guard option.choices.isEmpty || option.choices.contains(value) else {
        throw .error(
          "`\(value)` is no value of `\(name)`",
          hints: ["expected \(option.choices.joined(separator: ", "))"])
      }
    }
    self.given = given
    self.info = info
  }

  public subscript(name: String) -> String {
    given[name] ?? info.options.first { $0.name == name }?.defaultValue ?? ""
  }

  /// The option as an integer.
  /// - Errors: it is none.
  public func integer(_ name: String) throws(Diagnostic) -> Int {
    guard let number = Int(self[name]) else {
      throw .error("`\(self[name])` is no integer, which `\(name)` must be")
    }
    return number
  }

  /// `{name=value, …}` with what was given, or nothing.
  public var spelling: String {
    let list = given.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return list.isEmpty ? "" : "{\(list.joined(separator: ","))}"
  }

}

/// A named step from a program to a program.
///
/// A pass takes a program that verifies and leaves one that verifies. It changes the graph only
/// through a `Rewriter`, which records an action and an origin for each rewrite.
public protocol Pass: Sendable {

  static var info: PassInfo { get }

  /// - Errors: options that do not go together.
  init(_ options: PassOptions) throws(Diagnostic)

  /// - Errors: the program cannot be taken through this pass; it is then left as it was.
  func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic)

}

private func unknownOption(_ name: String, of info: PassInfo) -> Diagnostic {
  let names = info.options.map(\.name).joined(separator: ", ")
  return .error(
    "`\(info.name)` has no option `\(name)`",
    hints: [names.isEmpty ? "it has none" : "it has \(names)"])
}
