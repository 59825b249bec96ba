/// What happened in a run, cycle by cycle: a record of instructions, bursts and tokens.
///
/// Cycles are counted from the start of the first stream; a span from `begin` to `end` is the cycles
/// `begin ..< end`.
public struct ExecutionTrace: Sendable, Hashable {

  /// Why it ends where it ends.
  public enum Ending: String, Sendable, Hashable {

    /// All instructions have finished.
    case finished

    /// Nothing can go on any more.
    case deadlock

    /// It would have taken more cycles than can be counted.
    case endless

    /// It was told to stop.
    case interrupted
  }

  /// A run of cycles of one unit with one use.
  public struct Span: Sendable, Hashable {
    public var use: CycleUse
    public var begin: Int
    public var end: Int

    public var count: Int { end - begin }

    public init(_ use: CycleUse, _ begin: Int, _ end: Int) {
      self.use = use
      self.begin = begin
      self.end = end
    }
  }

  /// One instruction as it ran.
  public struct Instruction: Sendable, Hashable {

    public var number: InstructionNumber
    public var unit: Int

    /// When its tokens were popped.
    public var begin: Int

    /// When its tokens were pushed.
    public var end: Int

    /// Where in `spans` of its unit the waits before it begin, its own uses begin, and these end.
    public var waits: Int
    public var first: Int
    public var last: Int

    public init(
      number: InstructionNumber, unit: Int, begin: Int, end: Int, waits: Int, first: Int, last: Int
    ) {
      self.number = number
      self.unit = unit
      self.begin = begin
      self.end = end
      self.waits = waits
      self.first = first
      self.last = last
    }
  }

  /// A run of beats between DRAM and a memory, or of instructions.
  public struct Burst: Sendable, Hashable {

    /// The unit that asked for it.
    public var unit: Int

    /// A memory, or `fetch`.
    public var client: String

    /// The instruction that it is a part of; nil for instructions themselves.
    public var instruction: InstructionNumber?

    /// The first byte in DRAM, where it is known.
    public var address: Int?
    public var bytes: Int
    public var beats: Int
    public var isWrite: Bool

    /// When it was granted, its first beat came, and its last one had come.
    public var begin: Int
    public var data: Int
    public var end: Int

    public init(
      unit: Int, client: String, instruction: InstructionNumber?, address: Int?, bytes: Int, beats: Int,
      isWrite: Bool, begin: Int, data: Int, end: Int
    ) {
      self.unit = unit
      self.client = client
      self.instruction = instruction
      self.address = address
      self.bytes = bytes
      self.beats = beats
      self.isWrite = isWrite
      self.begin = begin
      self.data = data
      self.end = end
    }
  }

  /// A token that comes or goes.
  public struct Token: Sendable, Hashable {
    public var queue: Int
    public var instruction: InstructionNumber
    public var cycle: Int
    public var isPush: Bool

    public init(
      queue: Int, instruction: InstructionNumber, cycle: Int, isPush: Bool
    ) {
      self.queue = queue
      self.instruction = instruction
      self.cycle = cycle
      self.isPush = isPush
    }
  }

  /// One stream of the workload.
  public struct Stream: Sendable, Hashable {
    public var begin: Int
    public var end: Int

    /// When the instruction that ends a stream was done, if there is one.
    public var finish: Int?

    /// The instructions of the stream.
    public var instructions: Range<InstructionNumber>

    public init(
      begin: Int, end: Int, finish: Int?, instructions: Range<InstructionNumber>
    ) {
      self.begin = begin
      self.end = end
      self.finish = finish
      self.instructions = instructions
    }

    /// From its launch to its finish, or to its last instruction.
    public var cycles: Int { (finish ?? end) - begin }
  }

  /// The names of units; the last one is `fetch` if the clock has one.
  public var units: [String]

  /// The names of token queues, and how many tokens are in each at the start.
  public var queues: [String]

  /// In the order in which they began.
  public var instructions: [Instruction] = []

  /// For each unit all of its cycles, in order and without a hole.
  public var spans: [[Span]]

  /// In the order in which they were granted.
  public var bursts: [Burst] = []

  /// In the order of cycles.
  public var tokens: [Token] = []

  public var streams: [Stream] = []

  /// How long it took in all.
  public var cycles = 0
  public var ending = Ending.finished

  public init(units: [String], queues: [String]) {
    self.units = units
    self.queues = queues
    spans = units.map { _ in [] }
  }

  /// What a unit did with its cycles, by `CycleUse.index`.
  public func totals(of unit: Int) -> [Int] {
    var totals = [Int](repeating: 0, count: CycleUse.count(queues: queues.count))
    for span in spans[unit] { totals[span.use.index] += span.count }
    return totals
  }

  /// The waits before an instruction, from the end of the one before it in its unit.
  public func waits(of instruction: Instruction) -> ArraySlice<Span> {
    spans[instruction.unit][instruction.waits ..< instruction.first]
  }

  /// What the unit did from the begin to the end of an instruction.
  public func uses(of instruction: Instruction) -> ArraySlice<Span> {
    spans[instruction.unit][instruction.first ..< instruction.last]
  }

}
