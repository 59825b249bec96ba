public import ISA
public import TargetKit

/// All that an accelerator of the decoupled family says of itself: what every accelerator does, and
/// what it is made of.
@dynamicMemberLookup
public struct DecoupledDescription: Sendable, Hashable {

  /// What does not depend on the family; its members are members of this, too.
  public var common: TargetDescription

  public var memories: [MemoryDescription]
  public var units: [UnitDescription]
  public var tokens: [TokenDescription]
  public var instructionSet: InstructionSet

  /// What each format of `instructionSet` means, in the same order.
  public var instructions: [InstructionDescription]

  /// The fields of a micro-op that index the destination, the source and the weights.
  public var microOp: MicroOpDescription

  public var options: MachineOptions
  public var timings: [TimingDescription]

  /// The library that a device is reached through, as a path that does not depend on where the
  /// description lies; nil where there is none.
  public var driver: String?

  public var name: String { common.name }

  public subscript<Member>(
    dynamicMember path: WritableKeyPath<TargetDescription, Member>
  ) -> Member {
    get { common[keyPath: path] }
    set { common[keyPath: path] = newValue }
  }

  public func memory(_ name: String) -> MemoryDescription? { memories.first { $0.name == name } }

  public func unit(_ name: String) -> UnitDescription? { units.first { $0.name == name } }

  /// The instruction with that meaning, if there is one.
  public func instruction(_ meaning: Meaning) -> InstructionDescription? {
    index(of: meaning).map { instructions[$0] }
  }

  /// The place of its format among all.
  func index(of meaning: Meaning) -> Int? { instructions.firstIndex { $0.meaning == meaning } }

  /// What a unit copies, loads before stores; nil for one that copies nothing.
  func transfer(at unit: String) -> (meaning: Meaning, memory: MemoryDescription)? {
    for direction in [TransferDirection.load, .store] {
      if let memory = memories.first(where: { $0.unit(direction) == unit }) {
        return (direction.meaning, memory)
      }
    }
    return nil
  }

  /// The memory of that role.
  public func memory(for role: MemoryRole) -> MemoryDescription? {
    memories.first { $0.role == role }
  }

}
