/// In what implementations of one instruction set differ.
public struct MachineOptions: Sendable, Hashable {

  /// What happens with a shift by more bits than there are.
  public enum ShiftOverflow: String, Sendable, Hashable, CaseIterable {

    /// All bits are shifted out: 0, or all sign bits.
    case saturate

    /// Only the low bits of the amount count, as many as can be meant.
    case modulo

    /// Only the low five bits count, as a signed number: -16 to 15.
    case fiveBits = "five-bits"

    /// The low five bits of the amount count and go right; where the immediate field, which is not
    /// used otherwise, is below 0 they go left.
    case right
  }

  /// What an instruction does with a token flag that has no queue at its unit.
  public enum UnboundFlag: String, Sendable, Hashable, CaseIterable { case fault, ignore }

  public var immediateShift: ShiftOverflow
  public var vectorShift: ShiftOverflow
  public var unboundFlag: UnboundFlag

  /// Whether padding of a store that moves something is a fault.
  public var storePaddingFaults: Bool

  /// Whether the source index of a vector instruction is checked when it has an immediate operand.
  public var checksUnusedSource: Bool

  public init(
    immediateShift: ShiftOverflow = .saturate, vectorShift: ShiftOverflow = .modulo,
    unboundFlag: UnboundFlag = .fault, storePaddingFaults: Bool = true,
    checksUnusedSource: Bool = false
  ) {
    self.immediateShift = immediateShift
    self.vectorShift = vectorShift
    self.unboundFlag = unboundFlag
    self.storePaddingFaults = storePaddingFaults
    self.checksUnusedSource = checksUnusedSource
  }

}
