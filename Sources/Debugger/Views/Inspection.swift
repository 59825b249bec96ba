/// What front ends show of a session. Reading never changes it, and every part can be read at any
/// time: where there is nothing, it is empty.
public protocol Inspection {

  var headline: Headline { get }

  /// The instruction that the next step runs; nil while there is no stream or after its end.
  var nextInstruction: Int? { get }

  /// The instructions of the stream that have these numbers, as far as there are such.
  /// - Cost: O(instructions asked for)
  func instructions(_ numbers: Range<Int>) -> [InstructionView]

  var units: [UnitView] { get }

  var tokenQueues: [TokenQueueView] { get }

  var transfers: [TransferView] { get }

  var memories: [MemoryView] { get }

  /// What the machine counts, and its registers.
  var counterViews: [CounterView] { get }

  /// What `count` equal parts of the memory `name` hold.
  func occupancy(of name: String, parts count: Int) -> [Occupancy]

  /// The elements of the memory `name` that have these indices, as far as there are such.
  func rows(of name: String, _ indices: Range<Int>, as format: LaneFormat) -> [MemoryRowView]

  /// The same elements as they were before the last instruction ran.
  /// - Cost: one step back.
  func previousRows(of name: String, _ indices: Range<Int>, as format: LaneFormat)
    -> [MemoryRowView]

  /// The levels that the program has been brought to, as `graph` `tile` `stream`; none while there
  /// is no program.
  var levels: [LevelView] { get }

  /// The program as it last was at the level of that name.
  /// - Cost: O(program)
  func program(at level: String) -> ProgramView

  var stops: [StopView] { get }

  /// Whether the user lets the terminal have what is copied.
  var allowsClipboard: Bool { get }

  /// What units did in these cycles; empty where nothing is known of time.
  func activity(in cycles: Range<Int>) -> [ActivityView]

}
