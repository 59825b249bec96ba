/// One instruction of a stream as front ends show it.
public struct InstructionState: Sendable, Hashable {

  public var number: InstructionNumber

  /// The stream that it is in, counted from 0.
  public var stream: Int

  public var unit: String

  /// The name of its format, such as `gemm`; empty for an undefined opcode.
  public var format: String

  /// As the listing spells it, without token flags.
  public var text: String

  /// The token queues that it takes a token from, and those that it puts one into.
  public var pops: [String]
  public var pushes: [String]

  /// Whether it has finished.
  public var isDone: Bool

  /// How many steps (micro-ops, or rows) it has.
  public var steps: Int

  public init(
    number: InstructionNumber, stream: Int, unit: String, format: String, text: String, pops: [String],
    pushes: [String], isDone: Bool, steps: Int
  ) {
    self.number = number
    self.stream = stream
    self.unit = unit
    self.format = format
    self.text = text
    self.pops = pops
    self.pushes = pushes
    self.isDone = isDone
    self.steps = steps
  }

}
