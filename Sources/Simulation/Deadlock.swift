/// Units that wait for each other, or for nobody.
public struct Deadlock: Sendable, Hashable {

  public struct Wait: Sendable, Hashable {

    /// What a unit waits for.
    public enum Reason: String, Sendable, Hashable, CaseIterable {

      /// A token in a queue that is empty.
      case token

      /// Room in a queue that is full.
      case room
    }

    public var unit: String

    /// The instruction that waits.
    public var instruction: InstructionNumber

    /// The token queue that it waits for.
    public var queue: String

    public var reason: Reason

    /// The unit that would have to push (or, with a full queue, to pop).
    public var partner: String

    /// The next instruction of the partner that would do it, if there is one.
    public var partnerInstruction: InstructionNumber?

    /// How many tokens have been pushed into the queue and popped from it so far.
    public var pushed: Int
    public var popped: Int

    public init(
      unit: String, instruction: InstructionNumber, queue: String, reason: Reason = .token, partner: String,
      partnerInstruction: InstructionNumber?, pushed: Int = 0, popped: Int = 0
    ) {
      self.unit = unit
      self.instruction = instruction
      self.queue = queue
      self.reason = reason
      self.partner = partner
      self.partnerInstruction = partnerInstruction
      self.pushed = pushed
      self.popped = popped
    }
  }

  public var waits: [Wait]

  /// Units of which each waits for the next and the last for the first; empty if they do not.
  public var cycle: [String]

  /// The queue that nobody will push into (or pop from) any more, if that is what they wait for.
  public var starvedQueue: String?

  /// The instruction that most likely should have pushed and does not.
  public var culprit: InstructionNumber?

  /// Changes that were tried and mend it, the best first.
  public var repairs: [Repair]

  public init(
    waits: [Wait], cycle: [String] = [], starvedQueue: String? = nil, culprit: InstructionNumber? = nil,
    repairs: [Repair] = []
  ) {
    self.waits = waits
    self.cycle = cycle
    self.starvedQueue = starvedQueue
    self.culprit = culprit
    self.repairs = repairs
  }

}
