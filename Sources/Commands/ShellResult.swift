import Diagnostics
import Support

/// What came of a line that the user's shell was given.
public struct ShellResult: Sendable, Hashable {

  /// As shells give it: 128 and the number of the signal where one ended the line.
  public var code: Int32

  /// What the line has printed, where that was collected.
  public var output: String?

  public init(code: Int32, output: String? = nil) {
    self.code = code
    self.output = output
  }

}

extension Interpreter {

  /// The form of what a line of the shell answers with.
  static let shellAnswer: Schema = ["code": .integer, "output?": .text]

  /// Hands `text` to the shell, for the line `command`.
  /// - Errors: there is no shell to be had.
  func runShell(_ text: String, _ command: String) throws(Diagnostic) -> Reply {
    guard let shell else {
      throw .error("no line can be handed to the shell here", hints: ["`--no-shell` sees to that"])
    }
    let result = shell(text)
    var reply = Reply([], ["code": .integer(Int(result.code))])
    if let output = result.output { reply.result["output"] = .text(output) }
    reply.schema = Self.shellAnswer
    reply.command = command
    guard result.code != 0 else { return reply }
    let failure: Failure = result.code == Failure.interrupted.rawValue ? .interrupted : .command
    reply.failure = failure
    reply.diagnostics = [
      .error("the shell ended with the exit code \(result.code)", failure: failure)
    ]
    return reply
  }

}
