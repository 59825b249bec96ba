import Diagnostics
import Simulation

/// A kind of entry of the stop list: what it waits for at a location, and what it does there.
///
/// A kind is one file in `Kinds` and a line in the list; the command that sets an entry of it is made
/// from it.
public struct StopKind: Sendable {

  /// The command that sets one, its other words, and what it does in one line.
  public let command: String
  public let aliases: [String]
  public let summary: String

  /// Lines that set one, where a stream is loaded.
  public let examples: [String]

  /// What the user reads when one is set, such as `Breakpoint`.
  public let title: String

  /// In lists, before the location; empty for breakpoints.
  let word: String

  /// How a stop at one is called; nil for a kind that never stops.
  public let hit: String?

  /// What conditions at a location are looked out for.
  let use: LocationUse

  /// Whether it is gone once it has stopped something.
  let isTemporary: Bool

  /// Whether it says a text in passing, which stands behind the location.
  public let takesText: Bool

  /// What keeps an entry from being at a location; nil for nothing.
  let refuse: @Sendable (Location) -> Diagnostic?

  init(
    _ command: String, also aliases: [String] = [], _ summary: String, examples: [String],
    title: String, word: String = "", hit: String?, use: LocationUse = .place,
    isTemporary: Bool = false, takesText: Bool = false,
    refuse: @escaping @Sendable (Location) -> Diagnostic?
  ) {
    self.command = command
    self.aliases = aliases
    self.summary = summary
    self.examples = examples
    self.title = title
    self.word = word
    self.hit = hit
    self.use = use
    self.isTemporary = isTemporary
    self.takesText = takesText
    self.refuse = refuse
  }

  /// Whether it waits for what happens to cells, and not for a place.
  public var isWatch: Bool {
    switch use {
    case .place: false
    case .access: true
    }
  }

}

/// What somebody wants to know of a location.
enum LocationUse: Sendable, Hashable {

  /// Where an instruction is next that it names; where it names cells, what touches them.
  case place

  /// What writes or reads the cells that it names.
  case access(writes: Bool, reads: Bool)
}
