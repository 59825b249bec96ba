/// What an instruction does, in numbers that do not depend on time.
public struct InstructionWork: Sendable, Hashable {

  /// Multiplications with addition.
  public var multiplications = 0

  /// Values that a vector instruction computes, or that are cleared.
  public var laneOperations = 0

  /// - Units: micro-ops.
  public var microOps = 0

  /// What it moves between DRAM and a memory.
  /// - Units: bytes in DRAM.
  public var bytes = 0

  /// The memory that it loads or stores.
  public var memory: String?

  /// What a matrix instruction reads from the memories of inputs and weights, in every step again.
  /// - Units: bytes.
  public var inputBytes = 0
  public var weightBytes = 0

  public init() {}
}
