public import Diagnostics

/// A word of the command language: what it is, and what it does.
public struct Command: Sendable {

  public typealias Body =
    @Sendable (Arguments, inout Interpreter) throws(Diagnostic) -> Reply

  public let info: CommandInfo

  /// Does the work.
  /// - Errors: what the user asked for cannot be done; nothing has then changed.
  public let body: Body

  public init(_ info: CommandInfo, _ body: @escaping Body) {
    self.info = info
    self.body = body
  }

}
