/// A unit of the machine as a reader sees it.
public struct UnitView: Sendable, Hashable {

  public enum State: String, Sendable, Hashable {
    case running = "RUN"
    case waiting = "WAIT"
    case idle = "IDLE"
    case done = "DONE"
  }

  public var name: String

  /// One letter for narrow columns.
  public var letter: String

  public var state: State

  /// The instruction that it runs or waits to run.
  public var instruction: Int?

  /// What it waits for, or how far it is.
  public var detail = ""

  /// How many instructions wait in its queue, of how many that fit; 0 where it has none.
  public var queued = 0
  public var queueCapacity = 0

  public init(name: String, letter: String, state: State) {
    self.name = name
    self.letter = letter
    self.state = state
  }

}
