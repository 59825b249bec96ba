/// Units that wait for each other, or for nobody.
public struct Deadlock: Sendable, Hashable {

  /// Who waits for whom, from the root on.
  public var waits: WaitGraph

  /// The instruction that most likely should have pushed and does not.
  public var culprit: InstructionNumber?

  /// Changes that were tried and mend it, the best first.
  public var repairs: [Repair]

  public init(_ waits: WaitGraph, culprit: InstructionNumber? = nil, repairs: [Repair] = []) {
    self.waits = waits
    self.culprit = culprit
    self.repairs = repairs
  }

}
