public import Simulation

/// What some instructions took and did.
public struct ProfileRow: Sendable, Hashable {

  public var name: String

  /// The instruction that it is, where a row stands for one.
  public var instruction: InstructionNumber?

  /// - Units: instructions.
  public var count = 0

  /// From where they popped their tokens to where they pushed them.
  /// - Units: cycles; cycles in which two units work count twice.
  public var cycles = 0

  /// The parts of `cycles`.
  public var computing = 0
  public var moving = 0
  public var memory = 0
  public var overhead = 0

  /// What their units waited before them: for tokens, for room, for instructions.
  public var waiting = 0

  public var multiplications = 0

  /// - Units: bytes of DRAM.
  public var bytes = 0

  public init(_ name: String) { self.name = name }

  mutating func add(_ instruction: ExecutionTrace.Instruction, in trace: ExecutionTrace) {
    count += 1
    cycles += instruction.end - instruction.begin
    for span in trace.uses(of: instruction) {
      switch span.use {
      case .computing: computing += span.count
      case .moving: moving += span.count
      case .latency, .port: memory += span.count
      default: overhead += span.count
      }
    }
    for span in trace.waits(of: instruction) where span.use.isWaiting { waiting += span.count }
  }

  mutating func add(_ work: InstructionWork) {
    multiplications += work.multiplications
    bytes += work.bytes
  }

}
