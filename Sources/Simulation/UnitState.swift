/// What a unit of a machine does.
public struct UnitState: Sendable, Hashable {

  public enum Activity: Sendable, Hashable {

    /// It can run its next instruction.
    case ready

    /// It is inside of an instruction.
    case running(step: Int, of: Int)

    /// Its next instruction waits for a token of that queue, which is empty.
    case waiting(queue: String)

    /// Its next instruction waits for room in that queue.
    case blocked(queue: String)

    /// It has nothing to do now.
    case idle

    /// It has nothing to do any more in this stream.
    case done
  }

  public var name: String
  public var letter: String
  public var activity: Activity

  /// The instruction that it runs now or next.
  public var next: InstructionNumber?

  /// The last instruction that it finished.
  public var last: InstructionNumber?

  /// How many instructions wait in its queue, and how many fit; `nil`: any number.
  public var queued: Int
  public var queueDepth: Int?

  public init(
    name: String, letter: String, activity: Activity, next: InstructionNumber?, last: InstructionNumber?, queued: Int,
    queueDepth: Int?
  ) {
    self.name = name
    self.letter = letter
    self.activity = activity
    self.next = next
    self.last = last
    self.queued = queued
    self.queueDepth = queueDepth
  }

}
