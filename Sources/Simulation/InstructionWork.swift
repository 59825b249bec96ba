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

  public init() {}
}

/// What instructions read from a memory on the chip to compute with it, in every step again.
public struct OperandReads: Sendable, Hashable {

  public var memory: String

  /// - Units: bytes.
  public var bytes: Int

  public init(memory: String, bytes: Int) {
    self.memory = memory
    self.bytes = bytes
  }
}

/// What a machine can do at most.
public struct PeakRates: Sendable, Hashable {

  /// - Units: multiplications in a cycle.
  public var multiplications: Double

  /// - Units: bytes between DRAM and the chip in a cycle.
  public var bytes: Double

  public init(multiplications: Double, bytes: Double) {
    self.multiplications = multiplications
    self.bytes = bytes
  }
}
