import CKernels
import Simulation
import TargetKit

/// What a machine knows besides the contents of its memories: numbers of which each has a place.
///
/// This is a view of numbers that the machine changes while it runs, not a copy of them.
struct MachineState: Sendable {

  /// Where each kind of number begins.
  private struct Places: Sendable {
    var heads = 0
    var running = 0
    var steps = 0
    var queued = 0
    var pushed = 0
    var popped = 0
    var levelsAtStart = 0
    var writes = 0
    var reads = 0
    var loaded = 0
    var stored = 0
    var end = 0
  }

  /// Which part of a memory an instruction wrote or read, at least.
  struct Access: Sendable {
    var instruction: Int
    var elements: Range<Int>
  }

  let numbers: Table<Int>
  private let places: Places
  private let units: Int
  private let queues: Int
  private let memories: Int

  init(_ plan: MachinePlan) {
    units = plan.unitInstructions.count
    queues = plan.tokenDepths.count
    memories = plan.memories.count
    let slots = plan.layout.slots.count
    var places = Places()
    var end = Single.count
    func take(_ count: Int) -> Int {
      defer { end += count }
      return end
    }
    places.heads = take(units)
    places.running = take(units)
    places.steps = take(units)
    places.queued = take(units)
    places.pushed = take(queues)
    places.popped = take(queues)
    places.levelsAtStart = take(queues)
    places.writes = take(slots * 3)
    places.reads = take(slots * 3)
    places.loaded = take(memories)
    places.stored = take(memories)
    places.end = end
    self.places = places
    numbers = Table(Array(repeating: 0, count: end))
    self[.active] = -1
    self[.lastFinished] = -1
    for unit in 0 ..< units { numbers[places.running + unit] = -1 }
    for slot in 0 ..< slots {
      numbers[places.writes + 3 * slot] = -1
      numbers[places.reads + 3 * slot] = -1
    }
    var gate = TokenGate()
    for (queue, depth) in plan.tokenDepths.enumerated() {
      let initial = plan.initialTokens[queue]
      numbers[places.pushed + queue] = initial
      gate.note(queue, level: initial, ready: initial, depth: depth)
    }
    self[.available] = Int(gate.filled)
    self[.full] = Int(gate.full)
    keepLevels()
  }

  init(copying other: MachineState) {
    numbers = Table(copying: other.numbers)
    places = other.places
    units = other.units
    queues = other.queues
    memories = other.memories
  }

  /// Tells the engine where its numbers are.
  @unsafe func describe(to machine: inout dk_machine) {
    func at(_ place: Int) -> UnsafeMutablePointer<Int> { unsafe numbers.start + place }
    func at(_ place: Single) -> UnsafeMutablePointer<Int> { unsafe at(place.rawValue) }
    unsafe machine.available = at(.available)
    unsafe machine.full = at(.full)
    unsafe machine.finished = at(.finished)
    unsafe machine.fetched = at(.fetched)
    unsafe machine.last_finished = at(.lastFinished)
    unsafe machine.work = at(.work)
    unsafe machine.gemm_steps = at(.gemmSteps)
    unsafe machine.alu_steps = at(.aluSteps)
    unsafe machine.heads = at(places.heads)
    unsafe machine.queued = at(places.queued)
    unsafe machine.pushed = at(places.pushed)
    unsafe machine.popped = at(places.popped)
    unsafe machine.writes = at(places.writes)
    unsafe machine.reads = at(places.reads)
    unsafe machine.loaded = at(places.loaded)
    unsafe machine.stored = at(places.stored)
  }

  /// A number that there is once.
  enum Single: Int {
    case stream, finished, active, fetched, lastFinished, work, gemmSteps, aluSteps

    /// A bit for each token queue that holds something, and that has no room.
    case available, full

    /// By the cycle clock: up to where everything has happened, and when an instruction ended last.
    case cycle, finishCycle

    /// By the cycle clock: the instruction, counted from 1, that ends now and has not done all that
    /// it does; 0 if there is none.
    case ending

    /// 1 if an instruction can't be done.
    case faulty
    static let count = 14
  }

  @inline(__always)
  subscript(place: Single) -> Int {
    get { numbers[place.rawValue] }
    nonmutating set { numbers[place.rawValue] = newValue }
  }

  /// The stream that runs, and how many instructions of all streams have finished.
  var stream: Int { self[.stream] }
  var finished: Int { self[.finished] }

  /// How many instructions have been put into the queues of units, of all streams.
  var fetched: Int { self[.fetched] }

  /// The last instruction that finished.
  var lastFinished: Int? { self[.lastFinished] < 0 ? nil : self[.lastFinished] }

  /// - Units: as `Machine.work` has it.
  var work: Int { self[.work] }

  /// - Units: micro-ops, of matrix and of vector instructions.
  var gemmSteps: Int { self[.gemmSteps] }
  var aluSteps: Int { self[.aluSteps] }

  // MARK: Units

  /// The instruction that runs, and how many of its steps are done, where one runs at a time.
  var running: Int? { self[.active] < 0 ? nil : numbers[places.running + self[.active]] }
  var step: Int { self[.active] < 0 ? 0 : numbers[places.steps + self[.active]] }

  /// The instruction that a unit runs, or -1, and how many of its steps are done.
  func running(_ unit: Int) -> Int { numbers[places.running + unit] }
  func step(_ unit: Int) -> Int { numbers[places.steps + unit] }

  func setRunning(_ unit: Int, _ index: Int) {
    numbers[places.running + unit] = index
    numbers[places.steps + unit] = 0
  }

  func setStep(_ unit: Int, _ step: Int) { numbers[places.steps + unit] = step }

  /// How many instructions of a unit have finished.
  func head(_ unit: Int) -> Int { numbers[places.heads + unit] }
  var heads: [Int] { (0 ..< units).map { head($0) } }

  /// How many instructions of a unit have been put into its queue since the start.
  func fetched(_ unit: Int) -> Int { numbers[places.queued + unit] }

  // MARK: Tokens

  /// Which queues hold a token, and which are full.
  var gate: TokenGate {
    TokenGate(
      filled: UInt32(truncatingIfNeeded: self[.available]),
      full: UInt32(truncatingIfNeeded: self[.full]))
  }

  /// How many tokens have been put into a queue, with those that it began with, and popped.
  func put(_ queue: Int) -> Int { numbers[places.pushed + queue] }
  func popped(_ queue: Int) -> Int { numbers[places.popped + queue] }

  /// How many tokens a queue holds.
  func level(_ queue: Int) -> Int { put(queue) - popped(queue) }
  var levels: [Int] { (0 ..< queues).map { level($0) } }

  /// How many there were when the stream began.
  var tokensAtStreamStart: [Int] { (0 ..< queues).map { numbers[places.levelsAtStart + $0] } }
  func keepLevels() {
    for queue in 0 ..< queues { numbers[places.levelsAtStart + queue] = level(queue) }
  }

  // MARK: Memories

  /// What wrote a memory with cells of its own last, and what read it.
  func lastWrite(_ slot: Int) -> Access? { access(places.writes + 3 * slot) }
  func lastRead(_ slot: Int) -> Access? { access(places.reads + 3 * slot) }

  private func access(_ place: Int) -> Access? {
    guard numbers[place] >= 0 else { return nil }
    return Access(
      instruction: numbers[place], elements: numbers[place + 1] ..< numbers[place + 2])
  }

  /// - Units: bytes, for each memory of the description.
  var loadedBytes: [Int] { (0 ..< memories).map { numbers[places.loaded + $0] } }
  var storedBytes: [Int] { (0 ..< memories).map { numbers[places.stored + $0] } }

}
