/// Why a machine stands where it does.
public enum Stop: Sendable, Hashable {

  /// Nothing has run yet, or going back has come to the beginning.
  case start

  /// A step is done, or a place that was asked for is reached.
  case step

  /// One of the conditions that were asked for holds.
  case condition

  /// A stream has ended, and there is another one to run.
  case streamEnd(Int)

  /// Every stream has ended.
  case end

  case fault(Fault)
  case deadlock(Deadlock)

  /// The second of two instructions that race has run; going on is possible.
  case race(Race)

  /// The user asked to stop.
  case interrupted

  /// Whether the machine can't go forward from here.
  public var isFinal: Bool {
    switch self {
    case .end, .fault, .deadlock: true
    default: false
    }
  }

}

/// An instruction that can't be done.
public struct Fault: Sendable, Hashable {

  /// What is wrong, for those who ask a program and not a reader.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case undefinedOpcode = "undefined-opcode"
    case undefinedMemory = "undefined-memory"
    case undefinedOperation = "undefined-operation"
    case address
    case imageEnd = "image-end"
    case memoryRange = "memory-range"
    case flag
    case padding
    case finish

    /// A function of a library that says that it failed.
    case call
  }

  public var kind: Kind

  public var instruction: InstructionNumber

  public var unit: String

  /// One sentence, without the instruction.
  public var message: Sentence

  /// What is known besides, one line each.
  public var notes: [Sentence]

  public init(
    _ kind: Kind, instruction: InstructionNumber, unit: String, message: Sentence,
    notes: [Sentence] = []
  ) {
    self.kind = kind
    self.instruction = instruction
    self.unit = unit
    self.message = message
    self.notes = notes
  }

}
