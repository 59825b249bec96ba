/// Something about a stream that is wrong, or likely not meant, known before it runs.
public struct LintFinding: Sendable, Hashable {

  public enum Kind: String, Sendable, Hashable, CaseIterable {

    /// What a machine would stop at.
    case fault
    case deadlock
    case race

    /// An element is read that nothing wrote.
    case uninitialisedRead = "uninitialised-read"

    /// A write of which nothing is read before all of it is written again.
    case deadWrite = "dead-write"

    /// Bytes of DRAM that one stream stores twice, with or without a read between.
    case deadStore = "dead-store"
    case overlappingStores = "overlapping-stores"

    /// Tokens that are pushed and not popped.
    case leftoverTokens = "leftover-tokens"

    case unboundFlag = "unbound-flag"
    case missingFinish = "missing-finish"
    case finishNotLast = "finish-not-last"

    /// An instruction that the end of its stream does not wait for.
    case unawaited

    /// More tokens, or more instructions of a unit, than hardware has room for.
    case tokenDepth = "token-depth"
    case queueDepth = "queue-depth"

    /// What implementations do differently.
    case hardware
  }

  public enum Severity: String, Sendable, Hashable, CaseIterable { case error, warning, note }

  public var kind: Kind
  public var severity: Severity

  /// Nil for what is about a whole stream.
  public var instruction: InstructionNumber?

  /// Other instructions that take part.
  public var others: [InstructionNumber]

  /// The memory that it is about, with a run of its elements; `nil` with a range: bytes of DRAM.
  public var memory: String?
  public var range: Range<Int>?

  /// One sentence, without the instruction.
  public var message: Sentence

  /// What is known besides, and a way out, one line each.
  public var notes: [Sentence]

  /// Whether it depends on data that the streams themselves make.
  public var isDataDependent: Bool

  public init(
    _ kind: Kind, _ severity: Severity, instruction: InstructionNumber?,
    others: [InstructionNumber] = [],
    memory: String? = nil, range: Range<Int>? = nil, message: Sentence, notes: [Sentence] = [],
    isDataDependent: Bool = false
  ) {
    self.kind = kind
    self.severity = severity
    self.instruction = instruction
    self.others = others
    self.memory = memory
    self.range = range
    self.message = message
    self.notes = notes
    self.isDataDependent = isDataDependent
  }

}
