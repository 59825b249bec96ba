public import Diagnostics
public import Simulation
public import Support
public import Tensors

/// A machine with its history, as front ends use it: what it runs, where it stands in time, and its
/// state, as values.
///
/// What not every machine can do is an ability, a protocol of its own: `TokenFlowing`,
/// `Analyzable`, `Traceable`, `Clocked`. Who needs one asks for it and says what is missing where a
/// machine has none.
///
/// Instructions have the numbers that the workload gives them. Running and stepping never
/// fail: whatever ends them is a `Stop`.
public protocol Device: Sendable {

  /// The accelerator that it is one of.
  var target: TargetDescription { get }
  var workload: Workload { get }

  /// Forgets everything and stands before the first instruction of `workload`.
  /// - Errors: the image or the instructions can't be what such a machine runs.
  mutating func load(_ workload: Workload, _ options: RunOptions) throws(Diagnostic)

  /// How the workload is run.
  var options: RunOptions { get }

  // MARK: Time

  var mark: Mark { get }

  /// The last mark that has been reached since `load`.
  var newestMark: Mark { get }

  /// Why it stands where it does.
  var stop: Stop { get }

  /// Goes forward to `mark`, or to the first boundary behind this moment at which one of the
  /// conditions holds, or to the end of a stream, or to where nothing can go on, or to a race.
  /// - Returns: `step` at the mark, `condition` at such a boundary.
  @discardableResult
  mutating func run(
    to mark: Mark?, until conditions: [StopCondition], interruption: Interruption
  ) -> Stop

  /// Which of the conditions hold at this boundary, in order; none inside of an instruction.
  func holding(_ conditions: [StopCondition]) -> [Int]

  /// What held in the last interval of the past that begins before `mark`; the device stands
  /// somewhere in it then, or where it stood.
  /// - Returns: nil where nothing lies before, or if it was interrupted: the device stands at
  ///   a moment that is not after `mark` then.
  /// - Cost: that of running the interval again, which is kept short; of places alone a look at what
  ///   ran.
  mutating func lookBack(
    before mark: Mark, for conditions: [StopCondition], interruption: Interruption
  ) -> Lookback?

  /// How many steps the instruction has that runs or runs next: micro-ops, rows, or cycles; 0 if
  /// there is none.
  var stepCount: Int { get }

  /// The instruction that was the n-th to finish, and how many steps it had, as far as any has.
  func finished(_ position: Int) -> (number: InstructionNumber, steps: Int)?

  /// The place of an instruction in that order, if it has ever finished.
  func position(of number: InstructionNumber) -> Int?

  /// Goes to a mark, as near as there is one.
  @discardableResult
  mutating func seek(to mark: Mark, interruption: Interruption) -> Stop

  /// Of all architectural state; equal states have equal hashes.
  var stateHash: StateHash { get }

  // MARK: State

  /// What runs instructions; one at least.
  var units: [UnitState] { get }
  var memories: [MemoryState] { get }
  var transfers: [TransferState] { get }
  var counters: [Counter] { get }

  /// The instruction that the next step runs.
  var nextInstruction: InstructionNumber? { get }

  /// The names of the formats of instructions, such as `gemm`.
  var formats: [String] { get }

  /// The instructions with a format.
  /// - Cost: O(instructions), a few nanoseconds each.
  func instructions(ofFormat name: String) -> NumberSet

  /// The unit that runs an instruction.
  func unit(of number: InstructionNumber) -> String?

  /// The instructions with these numbers, as far as there are any.
  func instructions(_ numbers: Range<InstructionNumber>) -> [InstructionState]

  /// What an instruction does, with its numbers put in; none where nothing is known of that.
  func effect(of number: InstructionNumber) -> [String]

  /// For each of `count` equal parts of the memory, how many of its elements were ever written.
  func occupancy(of memory: String, parts count: Int) -> [Int]

  /// The last instruction that finished, and all that have finished, in the order in which they did.
  var lastInstruction: InstructionNumber? { get }
  var order: [InstructionNumber] { get }

  /// By the clock that is `Clocked`; nil where an instruction is one step.
  var cycle: Int? { get }

  /// Elements of a memory: a tensor of the shape `[elements] + shape of one element`.
  /// - Errors: there is no such memory, or it is not that deep.
  func read(_ memory: String, elements: Range<Int>) throws(Diagnostic) -> Tensor

  /// Bytes of DRAM.
  /// - Errors: not all of them are in the image.
  func readDRAM(at address: Int, count: Int) throws(Diagnostic) -> [UInt8]

  /// Changes DRAM now, as the host would; what had been recorded after now is forgotten.
  /// - Errors: not all of the bytes are in the image.
  mutating func writeDRAM(at address: Int, _ bytes: [UInt8]) throws(Diagnostic)

  /// Where it stands, tokens, counters, hash and stop, as `state.json` has them.
  var stateSummary: JSON { get }

  // MARK: Cost

  /// What the recorded history takes.
  /// - Units: bytes, and moments that can be gone back to without running anything again.
  var historyBytes: Int { get }
  var checkpointCount: Int { get }

  /// The state as files: names and contents.
  func savedState() -> [SavedFile]

  /// Why it stands where it does, or why a unit waits.
  func explanation() -> [Reason]
  func explanation(ofUnit unit: String) -> [Reason]

  /// Tokens that a stream that ended left behind, and the like.
  var warnings: [Reason] { get }

}

/// A file that something is saved as.
public struct SavedFile: Sendable, Hashable {

  public var name: String
  public var bytes: [UInt8]

  public init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

}

extension Device {

  public var transfers: [TransferState] { [] }

  public var counters: [Counter] { [] }

  public func effect(of number: InstructionNumber) -> [String] { [] }

  public var cycle: Int? { nil }

  public var warnings: [Reason] { [] }

  /// Looks at one after the other.
  public func position(of number: InstructionNumber) -> Int? {
    (0 ..< newestMark.instruction).first { finished($0)?.number == number }
  }

  public mutating func load(_ workload: Workload) throws(Diagnostic) {
    try load(workload, RunOptions())
  }

  @discardableResult
  public mutating func run(
    to mark: Mark? = nil, until conditions: [StopCondition] = []
  ) -> Stop {
    run(to: mark, until: conditions, interruption: .never)
  }

  @discardableResult
  public mutating func seek(to mark: Mark) -> Stop { seek(to: mark, interruption: .never) }

}
