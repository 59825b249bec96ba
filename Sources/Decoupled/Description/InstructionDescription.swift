public import Effects

/// What one format of the instruction set means.
public struct InstructionDescription: Sendable, Hashable {

  public var name: String
  public var meaning: Meaning

  /// The index of the field of each parameter in the format.
  public var fields: [Parameter: Int]

  /// The unit that runs it; loads and stores go to the unit that their memory names, and to this
  /// one where there is no such memory.
  public var unit: String

  /// For vector instructions, what each number of the operation field means.
  public var operations: [Int: AluOperation]

  public init(
    name: String, meaning: Meaning, fields: [Parameter: Int], unit: String,
    operations: [Int: AluOperation] = [:]
  ) {
    self.name = name
    self.meaning = meaning
    self.fields = fields
    self.unit = unit
    self.operations = operations
  }

}

/// Which fields of a micro-op mean what.
public struct MicroOpDescription: Sendable, Hashable {

  /// The indices of the fields in the format of micro-ops.
  public var destination: Int
  public var source: Int
  public var weight: Int

  public init(destination: Int, source: Int, weight: Int) {
    self.destination = destination
    self.source = source
    self.weight = weight
  }

}
