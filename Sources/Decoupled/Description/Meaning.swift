public import Effects

/// What effects know of a machine of this family is what its description says.
public typealias Meaning = DecoupledShape.Meaning
public typealias Parameter = DecoupledShape.Parameter
public typealias AluOperation = DecoupledShape.Operation
public typealias MemoryRole = DecoupledShape.Role

extension Meaning {

  /// What has to be bound to a field; everything else of `parameters` is 0 without one.
  public var required: [Parameter] {
    switch self {
    case .load, .store: [.memory, .sram, .dram, .rows, .columns]
    case .gemm: [.uopBegin, .uopEnd]
    case .alu: [.uopBegin, .uopEnd, .operation]
    case .finish: []
    }
  }

  public var parameters: [Parameter] {
    switch self {
    case .load, .store:
      required + [.stride, .padTop, .padBottom, .padLeft, .padRight]
    case .gemm: required + Parameter.loops + [.reset, .weightOuter, .weightInner]
    case .alu: required + Parameter.loops + [.useImmediate, .immediate]
    case .finish: []
    }
  }

}

extension Parameter {

  /// The widest field that it can be, so that no product of numbers is too large to count.
  /// - Units: bits.
  var widthLimit: Int {
    switch self {
    case .sram, .dram, .immediate: 32
    default: 18
    }
  }

  fileprivate static let loops: [Parameter] = [
    .outerCount, .innerCount, .destinationOuter, .destinationInner, .sourceOuter, .sourceInner,
  ]

}

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
