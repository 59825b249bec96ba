/// What a queue of tokens holds.
public struct TokenQueueState: Sendable, Hashable {

  public var name: String

  /// The units that push and pop.
  public var from: String
  public var to: String

  public var level: Int

  /// - Units: tokens; `nil`: any number.
  public var capacity: Int?

  /// The instructions that pushed the tokens that are in it, oldest first.
  public var pushers: [InstructionNumber]

  /// The last instructions that pushed and popped.
  public var lastPush: InstructionNumber?
  public var lastPop: InstructionNumber?

  /// The next instructions that will.
  public var nextPush: InstructionNumber?
  public var nextPop: InstructionNumber?

  public init(
    name: String, from: String, to: String, level: Int, capacity: Int?, pushers: [InstructionNumber] = [],
    lastPush: InstructionNumber? = nil, lastPop: InstructionNumber? = nil,
    nextPush: InstructionNumber? = nil, nextPop: InstructionNumber? = nil
  ) {
    self.name = name
    self.from = from
    self.to = to
    self.level = level
    self.capacity = capacity
    self.pushers = pushers
    self.lastPush = lastPush
    self.lastPop = lastPop
    self.nextPush = nextPush
    self.nextPop = nextPop
  }

}
