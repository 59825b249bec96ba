/// What a command is called, takes and does: help, completion and the reference are made from it.
public struct CommandInfo: Sendable {

  /// A line that shows the command at work; every one of them is run by the tests.
  public struct Example: Sendable, Hashable, ExpressibleByStringLiteral {

    public let line: String

    /// What the session must have before the line can work.
    public let scene: Scene

    public init(_ line: String, _ scene: Scene) {
      self.line = line
      self.scene = scene
    }

    public init(stringLiteral line: String) { self.init(line, .nothing) }

  }

  /// What has been done before an example.
  public enum Scene: Sendable, Hashable {
    case nothing
    /// A model is loaded.
    case model
    /// It went through every pass.
    case lowered
    /// The last pass was taken back.
    case undone
    /// It ran to its end.
    case finished
    /// A stream is loaded.
    case stream
    /// It has run to its end.
    case ended
    /// A stream is loaded and runs by a cycle clock.
    case timed
    /// A stream is loaded, with a breakpoint, a checkpoint and a display.
    case stopped
  }

  public let name: String

  /// Words that mean this command before any prefix does.
  public let aliases: [String]

  public let group: CommandGroup
  public let summary: String
  public internal(set) var parameters: [Parameter] = []
  public internal(set) var flags: [Flag] = []

  /// The form of the data that it answers with.
  public let answer: Schema

  /// More to say, a paragraph each.
  public let details: [String]

  public let examples: [Example]

  /// Whether an empty line does it once more.
  public let repeats: Bool

  /// Words that mean this command with `rev` before it; empty where it only goes forward.
  public internal(set) var reversed: [String] = []

  /// Whether `/FORMAT` may follow its name.
  public internal(set) var takesFormat = false

  init(
    _ name: String, also aliases: [String], _ group: CommandGroup, _ summary: String,
    answers answer: Schema, details: [String], examples: [Example], repeats: Bool
  ) {
    self.name = name
    self.aliases = aliases
    self.group = group
    self.summary = summary
    self.answer = answer
    self.details = details
    self.examples = examples
    self.repeats = repeats
  }

  /// The name with what may follow it.
  public var usage: String {
    let head = takesFormat ? name + "[/FORMAT]" : name
    return ([head] + parameters.map(\.spelling) + flags.map { "[\($0.spelling)]" })
      .joined(separator: " ")
  }

}
