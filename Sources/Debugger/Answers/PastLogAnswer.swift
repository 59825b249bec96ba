public import Simulation

/// What a log would have said if it had been set before the start.
public struct PastLogAnswer: Sendable, Hashable {

  /// Once at the place; nil for the instruction: behind the last one.
  public struct Hit: Sendable, Hashable {
    public var instruction: InstructionNumber?
    public var text: String
  }

  public var location: String
  public var hits: [Hit]

}
