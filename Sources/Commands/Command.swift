import Diagnostics

/// A word of the command language: what it is, and what it does.
public struct Command: Sendable {

  typealias Body = @Sendable (GivenWords, inout Interpreter) throws(Diagnostic) -> Reply

  public let info: CommandInfo

  /// Does the work.
  /// - Errors: what the user asked for cannot be done; nothing has then changed.
  let body: Body

  /// A command that is given what `keys` declare.
  init<Declared: Keys>(
    _ name: String, also aliases: [String] = [], _ group: CommandGroup, _ summary: String,
    _ keys: Declared, answers answer: Schema, details: [String] = [],
    examples: [CommandInfo.Example],
    repeats: Bool = false,
    _ body:
      @escaping @Sendable (Arguments<Declared>, inout Interpreter) throws(Diagnostic) -> Reply
  ) {
    var info = CommandInfo(
      name, also: aliases, group, summary, answers: answer, details: details, examples: examples,
      repeats: repeats)
    for key in keys.all { key.declare(in: &info) }
    self.info = info
    self.body = { words, interpreter throws(Diagnostic) in
      try body(Arguments(keys, words), &interpreter)
    }
  }

  /// A command that takes nothing.
  init(
    _ name: String, also aliases: [String] = [], _ group: CommandGroup, _ summary: String,
    answers answer: Schema, details: [String] = [], examples: [CommandInfo.Example],
    _ body: @escaping @Sendable (inout Interpreter) throws(Diagnostic) -> Reply
  ) {
    self.init(
      name, also: aliases, group, summary, NoKeys(), answers: answer, details: details,
      examples: examples
    ) { _, interpreter throws(Diagnostic) in try body(&interpreter) }
  }

}
