import DequeModule
import Simulation
import TargetKit

/// What a machine knows besides the contents of its memories.
struct MachineState: Sendable {

  /// Which part of a memory an instruction wrote or read, at least.
  struct Access: Sendable {
    var instruction: Int
    var elements: Range<Int>
  }

  /// The stream that runs, and how many instructions of all streams have finished.
  var stream = 0
  var finished = 0

  /// The instruction that runs, and how many of its steps are done.
  var running: Int?
  var step = 0

  /// For each unit how many of its instructions have finished, and the last of them.
  var heads: [Int]
  var last: [Int?]

  /// How many instructions have been put into the queues of units, of all streams.
  var fetched = 0

  /// For each token queue the instructions that pushed what is in it, oldest first.
  var tokens: [Deque<Int32>]

  /// How many there were when the stream began.
  var tokensAtStreamStart: [Int]
  var lastPush: [Int?]
  var lastPop: [Int?]

  /// For each memory with cells of its own.
  var lastWrite: [Access?]
  var lastRead: [Access?]

  /// The first and the last byte of DRAM that the last instruction read, or wrote.
  var dramRead: Range<Int>?
  var dramWrite: Range<Int>?

  /// The last instruction that finished.
  var lastFinished: Int?

  /// - Units: bytes, for each memory of the description.
  var loadedBytes: [Int]
  var storedBytes: [Int]

  /// - Units: micro-ops, of matrix and of vector instructions.
  var gemmSteps = 0
  var aluSteps = 0

  var work = 0
  var fault: Fault?

  init(_ plan: MachinePlan) {
    heads = plan.unitInstructions.map { _ in 0 }
    last = plan.unitInstructions.map { _ in nil }
    tokens = plan.tokenDepths.map { _ in [] }
    tokensAtStreamStart = plan.tokenDepths.map { _ in 0 }
    lastPush = plan.tokenDepths.map { _ in nil }
    lastPop = plan.tokenDepths.map { _ in nil }
    lastWrite = plan.layout.slots.map { _ in nil }
    lastRead = plan.layout.slots.map { _ in nil }
    loadedBytes = plan.description.memories.map { _ in 0 }
    storedBytes = plan.description.memories.map { _ in 0 }
  }

}
