import Support

/// Why an instruction can not be done: what it asks for that there is not.
///
/// The step in which it happens has changed nothing.
public struct EffectFault: Error, Hashable, Sendable {

  /// What is wrong, with all that explains it.
  public enum Reason: Error, Hashable, Sendable {

    /// Places from `lower` on, so many, of an axis that has fewer.
    case outside(StateID, axis: Int, lower: Int, count: Int, extent: Int)

    /// Bytes that the host does not have.
    case noHostMemory(address: Int, byteCount: Int)

    /// An extent below 0.
    case negativeCount(Int)

    /// Addresses or counts that 64 bits do not hold.
    case overflow

    /// More numbers, steps or products than are done at once.
    case tooLarge(count: Int, most: Int)

    /// No case holds.
    case noCase

    /// Numbers whose shapes do not go together.
    case shapes([Int], [Int])

    case divisionByZero

    /// The least or greatest of no numbers.
    case nothingToReduce

    /// The user asked to stop; nothing is wrong.
    case interrupted
  }

  public var reason: Reason

  /// The place of the instruction among those of the machine's form.
  public var instruction: Int

  /// The step, counted from 0; nil where the loops themselves can not be told.
  public var step: Int?

  /// The case that was taken, and the action of it.
  public var caseIndex: Int?
  public var action: Int?

  public init(
    _ reason: Reason, instruction: Int, step: Int? = nil, caseIndex: Int? = nil, action: Int? = nil
  ) {
    self.reason = reason
    self.instruction = instruction
    self.step = step
    self.caseIndex = caseIndex
    self.action = action
  }

}

extension EffectFault.Reason {

  /// In words, with the names of the parts of `machine`, such as
  /// `acc[30..33] is not in acc, whose axis 0 has 32 places`.
  public func message(_ machine: MachineForm) -> String {
    switch self {
    case .outside(let id, let axis, let lower, let count, let extent):
      let name = machine.state.indices.contains(id.index) ? machine[id].name : "state"
      let (last, isEndless) = lower.addingReportingOverflow(count &- 1)
      let range = count == 1 ? "\(lower)" : isEndless ? "\(lower).." : "\(lower)..\(last)"
      return "\(range) is not in axis \(axis) of `\(name)`, which has \(extent) places"
    case .noHostMemory(let address, let count):
      return "the host has no memory of \(count) bytes at \(address.hexadecimal)"
    case .negativeCount(let count): return "an extent is \(count), which is below 0"
    case .overflow: return "an address or a count needs more than 64 bits"
    case .tooLarge(let count, let most): return "\(count) are too many at once; most are \(most)"
    case .noCase: return "no case of the instruction holds"
    case .shapes(let a, let b): return "numbers of the shapes \(a) and \(b) do not go together"
    case .divisionByZero: return "a whole number is divided by 0"
    case .nothingToReduce: return "there is no least or greatest of no numbers"
    case .interrupted: return "interrupted"
    }
  }

}
