/// What values were computed from, down to what stood in DRAM before the first instruction.
public struct ValueOrigin: Sendable, Hashable {

  /// One instruction that had a part in it.
  public struct Step: Sendable, Hashable {

    public var instruction: InstructionNumber

    /// What it wrote of what was asked for, and what it made that from; runs in order.
    public var written: [CellPlace]
    public var read: [CellPlace]

    /// What else it put in: `0` of padding or a reset, or an immediate operand.
    public var constant: Int?

    /// Whether it only moved values.
    public var isCopy: Bool

    public init(
      instruction: InstructionNumber, written: [CellPlace], read: [CellPlace], constant: Int? = nil,
      isCopy: Bool = false
    ) {
      self.instruction = instruction
      self.written = written
      self.read = read
      self.constant = constant
      self.isCopy = isCopy
    }
  }

  /// The one that ran last first.
  public var steps: [Step]

  /// Bytes of DRAM that nothing had written before they were read; in order, not touching.
  public var dram: [Range<Int>]

  /// Elements of memories that were read and that nothing had written.
  public var unwritten: [CellPlace]

  public init(
    steps: [Step] = [], dram: [Range<Int>] = [], unwritten: [CellPlace] = []
  ) {
    self.steps = steps
    self.dram = dram
    self.unwritten = unwritten
  }

}
