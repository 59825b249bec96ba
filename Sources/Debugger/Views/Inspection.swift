public import Canvas

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

  /// What `count` equal parts of the memory `name` hold.
  func occupancy(of name: String, parts count: Int) -> [Occupancy]

  /// The elements of the memory `name` that have these indices, as far as there are such.
  func rows(of name: String, _ indices: Range<Int>, as format: LaneFormat) -> [MemoryRowView]

  /// What the program is at the level that is shown, one line each.
  var programTitle: String { get }
  var programLineCount: Int { get }
  func programLines(_ numbers: Range<Int>) -> [StyledText]

  /// The line of the program that the next instruction belongs to.
  var currentProgramLine: Int? { get }

  var stops: [StopView] { get }

  /// Why the session stands where it does, as the first lines of the last reply say it.
  var lastStop: [StyledText] { get }

  /// What units did in these cycles; empty where nothing is known of time.
  func activity(in cycles: Range<Int>) -> [ActivityView]

}
