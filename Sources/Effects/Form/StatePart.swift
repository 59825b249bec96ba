public import ISA

/// A named part of the state of a machine: a memory, registers, or an array that no instruction
/// addresses but that keeps numbers from one to the next.
///
/// Its numbers lie row by row, the last axis innermost, without gaps; one number takes
/// `type.element.byteSize` bytes.
public struct StatePart: Hashable, Sendable {

  public var name: String

  public var type: NumberType

  /// The extents; the first one is the depth of a memory. None for a single number.
  public var shape: [Int]

  public var role: Role

  /// What one number is made of, where it is a word of its own, such as a micro-op.
  public var fields: [Field]

  /// The part whose bytes this is another view of, from its first byte on.
  public var base: StateID?

  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Addressed by instructions; shown as a memory.
    case memory
    /// Kept from one instruction to the next; shown as a register.
    case register
    /// An array inside of a unit.
    case hidden
  }

  public init(
    _ name: String, _ type: NumberType, shape: [Int], role: Role = .memory, fields: [Field] = [],
    base: StateID? = nil
  ) {
    self.name = name
    self.type = type
    self.shape = shape
    self.role = role
    self.fields = fields
    self.base = base
  }

}

/// Which part of the state: its place in the list of a machine's parts.
public struct StateID: Hashable, Sendable {
  public var index: Int
  public init(_ index: Int) { self.index = index }
}

/// Which number of the frame of an instruction: a field, a name given by `let`, a loop variable.
public struct VariableID: Hashable, Sendable {
  public var index: Int
  public init(_ index: Int) { self.index = index }
}
