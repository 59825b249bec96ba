public import ISA
public import Passes

/// All that an accelerator says of itself; read from a description file.
public struct TargetDescription: Sendable, Hashable {

  /// The family that an accelerator belongs to, which says what runs it.
  public enum Kind: String, Sendable, Hashable, CaseIterable { case decoupled, library }

  public var name: String
  public var version: String
  public var summary: String
  public var kind: Kind

  /// - Units: hertz.
  public var clock: Double

  public var memories: [MemoryDescription]
  public var units: [UnitDescription]
  public var tokens: [TokenDescription]
  public var instructionSet: InstructionSet

  /// What each format of `instructionSet` means, in the same order.
  public var instructions: [InstructionDescription]

  /// The fields of a micro-op that index the destination, the source and the weights.
  public var microOp: MicroOpDescription

  public var host: HostInterface

  /// What the graph passes see: types, patterns and conditions.
  public var interface: TargetInterface

  public var options: MachineOptions
  public var timings: [TimingDescription]

  public func memory(_ name: String) -> MemoryDescription? { memories.first { $0.name == name } }

  public func unit(_ name: String) -> UnitDescription? { units.first { $0.name == name } }

  /// The instruction with that meaning, if there is one.
  public func instruction(_ meaning: Meaning) -> InstructionDescription? {
    instructions.first { $0.meaning == meaning }
  }

  /// The memory of that role.
  public func memory(for role: MemoryRole) -> MemoryDescription? {
    memories.first { $0.role == role }
  }

}
