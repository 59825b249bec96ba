/// What an instruction does, from a fixed vocabulary.
public enum Meaning: String, Sendable, Hashable, CaseIterable {

  /// Copies a block from DRAM into a memory, with zeros around it.
  case load

  /// Copies a block from a memory to DRAM.
  case store

  /// Multiplies and adds matrices, or clears sums.
  case gemm

  /// Computes with vectors.
  case alu

  /// Ends the stream.
  case finish

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

/// A number that the meaning of an instruction depends on.
public enum Parameter: String, Sendable, Hashable, CaseIterable {
  case memory, sram, dram, rows, columns, stride
  case padTop = "pad-top"
  case padBottom = "pad-bottom"
  case padLeft = "pad-left"
  case padRight = "pad-right"
  case reset
  case uopBegin = "uop-begin"
  case uopEnd = "uop-end"
  case outerCount = "outer-count"
  case innerCount = "inner-count"
  case destinationOuter = "destination-outer"
  case destinationInner = "destination-inner"
  case sourceOuter = "source-outer"
  case sourceInner = "source-inner"
  case weightOuter = "weight-outer"
  case weightInner = "weight-inner"
  case operation
  case useImmediate = "use-immediate"
  case immediate

  /// The widest field that it can be, so that no product of numbers is too large to count.
  /// - Units: bits.
  var widthLimit: Int {
    switch self {
    case .sram, .dram, .immediate: 32
    default: 18
    }
  }

  static let loops: [Parameter] = [
    .outerCount, .innerCount, .destinationOuter, .destinationInner, .sourceOuter, .sourceInner,
  ]
}

/// What a vector instruction computes from the destination and the other operand.
public enum AluOperation: String, Sendable, Hashable, CaseIterable {
  case min, max, add, multiply

  /// Arithmetic shift to the right; a negative amount shifts to the left.
  case shiftRight = "shift-right"
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
