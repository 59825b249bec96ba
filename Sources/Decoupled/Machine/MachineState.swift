/// What a machine knows besides the contents of its memories: numbers of which each has a place.
///
/// This looks at numbers that the machine changes while it runs, it has no copy of them.
struct MachineState: Sendable {

  /// Which part of a memory an instruction wrote or read, at least.
  struct Access: Sendable {
    var instruction: Int
    var elements: Range<Int>
  }

  let numbers: Table<Int>
  let places: StatePlaces

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
  subscript(place: Single) -> Int { numbers[place.rawValue] }

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

  /// How many instructions of a unit have finished.
  func head(_ unit: Int) -> Int { numbers[places.heads + unit] }
  var heads: [Int] { (0 ..< places.units).map { head($0) } }

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
  var levels: [Int] { (0 ..< places.queues).map { level($0) } }

  /// How many there were when the stream began.
  var tokensAtStreamStart: [Int] {
    (0 ..< places.queues).map { numbers[places.levelsAtStart + $0] }
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
  var loadedBytes: [Int] { (0 ..< places.memories).map { numbers[places.loaded + $0] } }
  var storedBytes: [Int] { (0 ..< places.memories).map { numbers[places.stored + $0] } }

}

/// Where each kind of number of a state begins, behind those that there are once.
struct StatePlaces: Sendable {

  let units: Int
  let queues: Int
  let memories: Int
  private let slots: Int

  let heads, running, steps, queued: Int
  let pushed, popped, levelsAtStart: Int

  /// Three for each memory with cells of its own: an instruction, and where elements begin and end.
  let writes, reads: Int
  let loaded, stored: Int

  /// How many numbers there are.
  let count: Int

  init(_ plan: MachinePlan) {
    units = plan.unitInstructions.count
    queues = plan.tokenDepths.count
    memories = plan.memories.count
    slots = plan.layout.slots.count
    var end = MachineState.Single.count
    func take(_ count: Int) -> Int {
      defer { end += count }
      return end
    }
    heads = take(units)
    running = take(units)
    steps = take(units)
    queued = take(units)
    pushed = take(queues)
    popped = take(queues)
    levelsAtStart = take(queues)
    writes = take(slots * 3)
    reads = take(slots * 3)
    loaded = take(memories)
    stored = take(memories)
    count = end
  }

  /// The numbers before the first instruction.
  func initial(_ plan: MachinePlan) -> [Int] {
    var numbers = [Int](repeating: 0, count: count)
    numbers[MachineState.Single.active.rawValue] = -1
    numbers[MachineState.Single.lastFinished.rawValue] = -1
    for unit in 0 ..< units { numbers[running + unit] = -1 }
    for slot in 0 ..< slots {
      numbers[writes + 3 * slot] = -1
      numbers[reads + 3 * slot] = -1
    }
    var gate = TokenGate()
    for (queue, depth) in plan.tokenDepths.enumerated() {
      let initial = plan.initialTokens[queue]
      numbers[pushed + queue] = initial
      numbers[levelsAtStart + queue] = initial
      gate.note(queue, level: initial, ready: initial, depth: depth)
    }
    numbers[MachineState.Single.available.rawValue] = Int(gate.filled)
    numbers[MachineState.Single.full.rawValue] = Int(gate.full)
    return numbers
  }

}
