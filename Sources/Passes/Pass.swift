public import Diagnostics

/// The name and the contract of a pass, as `help passes` prints them.
public struct PassInfo: Sendable {

  public let name: String
  public let summary: String
  public let options: [any AnyPassOption]

  public init(_ name: String, _ summary: String, options: [any AnyPassOption] = []) {
    self.name = name
    self.summary = summary
    self.options = options
  }

}

/// A named step from a program to a program.
///
/// A pass takes a program that verifies and leaves one that verifies. It changes the graph only
/// through a `Rewriter`, which records an action and an origin for each rewrite.
public protocol Pass: Sendable {

  static var info: PassInfo { get }

  /// Whether the default pipeline of a model has this pass; its place there is the one that it has
  /// in the list of passes.
  static func isDefault(for model: ModelFacts) -> Bool

  /// - Errors: options that do not go together.
  init(_ options: PassOptions) throws(Diagnostic)

  /// - Errors: the program cannot be taken through this pass; it is then left as it was.
  func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic)

}

extension Pass {
  public static func isDefault(for model: ModelFacts) -> Bool { true }
}
