public import Tensors

/// A machine that moves blocks between the host and its memories, and computes with them as
/// micro-ops under two loops say: what the engine of such machines has to know of one.
///
/// All of it is found from what the instructions do, not from what they are called.
public struct DecoupledShape: Hashable, Sendable {

  /// In the order in which loads and stores name them.
  public internal(set) var memories: [Memory] = []

  /// One for each instruction of the machine.
  public internal(set) var instructions: [Instruction] = []

  public internal(set) var microOp: MicroOp

  /// What the instructions use a memory for.
  public enum Role: String, Hashable, Sendable, CaseIterable {

    /// Micro-ops.
    case microOps = "micro-ops"

    /// The left operand of the matrix product.
    case input

    /// The right operand of the matrix product.
    case weight

    /// Sums; both operands and the result of the vector instructions.
    case accumulator

    /// What is stored: results, narrowed.
    case output

    /// None of these: another way to load or store a memory.
    case none
  }

  /// A memory as loads and stores know it.
  public struct Memory: Hashable, Sendable {
    public var role: Role
    public var part: StateID

    /// The number by which loads and stores call it.
    public var code: Int

    /// Of what lies on the host.
    public var hostElement: ElementType

    /// The instructions that load and store it, by their places.
    public var loadedBy: Int?
    public var storedBy: Int?

    /// Whether loads put zeros around a block.
    public var isPadded: Bool
  }

  public struct Instruction: Hashable, Sendable {
    public var meaning: Meaning

    /// The field of each parameter that has one.
    public var fields: [Parameter: VariableID]

    /// The fields of a store that have to be 0: what would be padding.
    public var unpadded: Set<VariableID> = []

    /// For vector instructions, what each number of the operation does.
    public var operations: [Int: Operation] = [:]

    /// What becomes of a shift of vectors by vectors.
    public var vectorShift: ShiftRule = .saturates
  }

  /// What becomes of a shift by more bits than there are; a negative amount shifts the other way.
  public enum ShiftRule: Hashable, Sendable {

    /// All bits are shifted out: 0, or all sign bits.
    case saturates

    /// The low bits of the amount's size count, as many as can be meant.
    case takesLowBits

    /// The low bits of the amount count, as a signed number.
    case takesSignedBits
  }

  /// What an instruction does, from a fixed vocabulary; the raw values are those of descriptions that
  /// say it themselves.
  public enum Meaning: String, Hashable, Sendable, CaseIterable {

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
  }

  /// A number that the meaning of an instruction depends on; the raw values are those of descriptions
  /// that say it themselves.
  public enum Parameter: String, Hashable, Sendable, CaseIterable {
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
  }

  /// What a vector instruction computes from the destination and the other operand; the raw values are
  /// those of descriptions that say it themselves.
  public enum Operation: String, Hashable, Sendable, CaseIterable {
    case min, max, add, multiply

    /// Arithmetic shift to the right; a negative amount shifts to the left.
    case shiftRight = "shift-right"

    init?(_ function: ValueBinary) {
      switch function {
      case .minimum: self = .min
      case .maximum: self = .max
      case .add: self = .add
      case .multiply: self = .multiply
      case .shiftRight: self = .shiftRight
      case .subtract, .quotient, .shiftLeft, .bitAnd, .bitOr, .bitXor, .equal, .notEqual, .less,
        .lessOrEqual, .greater, .greaterOrEqual:
        return nil
      }
    }
  }

  /// The bits of a micro-op that say where its operands are.
  public struct MicroOp: Hashable, Sendable {
    public var part: StateID
    public var destination: Bits
    public var source: Bits
    public var weight: Bits
  }

  public struct Bits: Hashable, Sendable {
    public var lsb: Int
    public var width: Int
    public init(lsb: Int, width: Int) {
      self.lsb = lsb
      self.width = width
    }
  }

  /// The instructions of that meaning, by their places.
  public func places(of meaning: Meaning) -> [Int] {
    instructions.indices.filter { instructions[$0].meaning == meaning }
  }

  /// The memory of that role.
  public func memory(for role: Role) -> Memory? { memories.first { $0.role == role } }

}
