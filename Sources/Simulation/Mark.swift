/// A point in the history of a machine: a count of finished instructions, and of steps of the next.
public struct Mark: Sendable, Hashable, Comparable {

  /// How many instructions have finished since the start.
  public var instruction: Int

  /// How many steps of the instruction that runs have been done: micro-ops, or rows of a transfer.
  public var step: Int

  public init(instruction: Int = 0, step: Int = 0) {
    self.instruction = instruction
    self.step = step
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.instruction, a.step) < (b.instruction, b.step)
  }

}

extension Mark: CustomStringConvertible {
  public var description: String { step == 0 ? "\(instruction)" : "\(instruction).\(step)" }
}
