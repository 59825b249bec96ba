import Diagnostics

/// A way through time that users ask for.
///
/// A motion is one file in `Motions` and a line in the list; the commands of both directions, their
/// help and completion are made from it.
public struct Motion: Sendable {

  /// The word that asks for it, and others that do.
  public let name: String
  public let aliases: [String]

  /// Words for the same way back; empty where it only goes forward.
  public let reversed: [String]

  public let summary: String

  /// More to say, a paragraph each.
  public let details: [String]

  public let argument: Argument
  public let examples: [Example]

  /// Whether asking for nothing asks for it once more.
  public let repeats: Bool

  /// Whether a count makes it anew so often; where not, its goal takes the count.
  let isMadeAnew: Bool

  /// What it is to come to.
  let goal: Aiming

  /// Makes a goal of what was asked for, where all that can run is `space`.
  /// - Errors: there is no such place, or what runs can not be gone through so.
  typealias Aiming =
    @Sendable (_ request: Request, _ space: ProgramSpace) throws(Diagnostic) -> any Goal

  init(
    _ name: String, also aliases: [String], back reversed: [String] = [], _ summary: String,
    _ argument: Argument = .count, details: [String] = [], examples: [Example],
    repeats: Bool = false, isMadeAnew: Bool = false, _ goal: @escaping Aiming
  ) {
    self.name = name
    self.aliases = aliases
    self.reversed = reversed
    self.summary = summary
    self.details = details
    self.argument = argument
    self.examples = examples
    self.repeats = repeats
    self.isMadeAnew = isMadeAnew
    self.goal = goal
  }

}

extension Motion {

  /// What a user says besides the direction.
  public enum Argument: Sendable {

    /// How many times; once if left out.
    case count

    /// The same, and the name of a unit behind it or in its place.
    case countOfUnit

    /// One of some words.
    case choice(Choices)

    /// A location, or whatever else the summary says, to the end of the line.
    case place(summary: String)
  }

  /// Words of which one may be said.
  public struct Choices: Sendable {

    public var name: String
    public var words: [String]

    /// Other words for some of them.
    public var aliases: [String: String]

    /// What is meant where none is said.
    public var standard: String

    public var summary: String
  }

  /// What was said.
  public struct Request: Sendable, Hashable {

    /// How many times.
    public var count: Int

    /// A unit, or one of the choices; nil where none was said.
    public var word: String?

    /// A place.
    public var text: String

    public init(count: Int = 1, word: String? = nil, text: String = "") {
      self.count = count
      self.word = word
      self.text = text
    }
  }

  /// A line that shows it at work.
  public struct Example: Sendable, Hashable {

    /// What must run before the line can work.
    public enum Scene: Sendable, Hashable { case stream, timedStream, program }

    public let line: String
    public let scene: Scene

    init(_ line: String, _ scene: Scene) {
      self.line = line
      self.scene = scene
    }
  }

}
