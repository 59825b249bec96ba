import CKernels
import Simulation
import TargetKit

/// All that a machine changes while it runs. Machines that were copied share it until one of them
/// changes it.
///
/// Outside of this file it can be looked at; what changes it are the members of `MachineAccess`.
@safe final class MachineStorage: @unchecked Sendable {

  /// To look at, as long as the machine is there.
  let state: MachineState
  let log: RunLog
  let cells: CellView

  /// Says when instructions begin and end; nil for the functional clock.
  fileprivate(set) var clock: CycleClock?

  /// Why the machine can't go on, if that is because of an instruction.
  fileprivate(set) var fault: Fault?

  fileprivate var store: CellStore
  fileprivate var numbers: OwnedTable<Int>
  fileprivate var tables: LogTables

  /// What runs instructions: it knows the program and where everything here is.
  fileprivate let engine: UnsafeMutablePointer<dk_machine>

  /// The nests of the program, with what was found out about them.
  private var shapes: OwnedTable<dk_shape>

  /// For each unit room for an instruction.
  private var candidates: OwnedTable<Int>

  /// - Units: bytes of micro-ops and blocked products that are kept.
  private static let mostShapeBytes = 64 << 20

  convenience init(_ plan: MachinePlan) {
    let places = StatePlaces(plan)
    self.init(
      plan, CellStore(count: plan.layout.count, busy: plan.layout.memoryBytes),
      OwnedTable(places.initial(plan)), places,
      LogTables(count: plan.instructions.count, isClocked: plan.isClocked))
    clock = plan.timing.map { CycleClock(plan, $0) }
  }

  fileprivate convenience init(copying other: MachineStorage, _ plan: MachinePlan) {
    self.init(
      plan, other.store.copied(), OwnedTable(other.state.numbers.elements), other.state.places,
      LogTables(copying: other.log))
    clock = other.clock
    fault = other.fault
  }

  private init(
    _ plan: MachinePlan, _ store: consuming CellStore, _ numbers: consuming OwnedTable<Int>,
    _ places: StatePlaces, _ tables: consuming LogTables
  ) {
    state = MachineState(numbers: numbers.view, places: places)
    log = tables.view
    unsafe cells = CellView(base: store.bytes)
    self.store = store
    self.numbers = numbers
    self.tables = tables
    unsafe shapes = OwnedTable(plan.shapes.map { unsafe $0.unprepared })
    candidates = OwnedTable(Array(repeating: 0, count: plan.lists.count))
    unsafe engine = .allocate(capacity: 1)
    unsafe engine.initialize(to: plan.makeEngine())
    unsafe connect(&engine.pointee, plan)
  }

  /// Tells the engine where everything is that it changes.
  @unsafe private func connect(_ machine: inout dk_machine, _ plan: MachinePlan) {
    precondition(Page.size == Int(DK_PAGE))
    unsafe machine.cells = store.mutableBytes.assumingMemoryBound(to: UInt8.self)
    unsafe machine.dirty = store.dirtyBits
    unsafe machine.candidates = candidates.place
    unsafe machine.shadow = plan.makeShadow()
    unsafe machine.shapes = shapes.place
    unsafe machine.shape_count = shapes.count
    unsafe machine.most_shape_bytes = MachineStorage.mostShapeBytes
    unsafe machine.epoch = 1
    unsafe state.places.describe(numbers.place, to: &machine)
    unsafe machine.finishing = tables.finishing.place
    unsafe machine.beginning = tables.beginning.place
  }

  deinit {
    unsafe dk_shadow_free(engine.pointee.shadow)
    unsafe dk_forget_shapes(engine)
    unsafe engine.deallocate()
  }

  /// How many of the shapes are blocked products, as far as somebody tried.
  var blockedShapes: Int {
    unsafe shapes.view.elements.filter { unsafe $0.plan != nil }.count
  }

}

/// The cells of a machine, to look at as long as it is there.
@safe struct CellView: @unchecked Sendable {
  let base: UnsafeRawPointer
}

/// What a `RunLog` looks at.
private struct LogTables: ~Copyable {

  var finishing: OwnedTable<Int32>
  var beginning: OwnedTable<Int32>
  var ends: OwnedTable<Int>

  /// - Parameter isClocked: whether a clock says when instructions finish.
  init(count: Int, isClocked: Bool) {
    finishing = OwnedTable(Array(repeating: -1, count: count))
    beginning = OwnedTable(Array(repeating: -1, count: count))
    ends = OwnedTable(Array(repeating: 0, count: isClocked ? count : 0))
  }

  init(copying other: RunLog) {
    finishing = OwnedTable(other.finishing.elements)
    beginning = OwnedTable(other.beginning.elements)
    ends = OwnedTable(other.ends.elements)
  }

  var view: RunLog {
    RunLog(finishing: finishing.view, beginning: beginning.view, ends: ends.view)
  }

}

/// The one way to change a machine. Whoever has it is alone with what it changes: it can't be
/// copied, and to get it is to see to it that nobody else holds the storage.
@safe struct MachineAccess: ~Copyable {

  /// The machine as it is now, to look at.
  let machine: DecoupledMachine
  private let numbers: UnsafeMutablePointer<Int>
  private let engine: UnsafeMutablePointer<dk_machine>

  /// - Cost: that of a copy if a machine that was copied has the same storage.
  init(to storage: inout MachineStorage, of plan: MachinePlan) {
    if !isKnownUniquelyReferenced(&storage) {
      storage = MachineStorage(copying: storage, plan)
    }
    machine = DecoupledMachine(plan, storage)
    unsafe numbers = storage.numbers.place
    unsafe engine = storage.engine
  }

  // MARK: Numbers

  @inline(__always)
  subscript(place: MachineState.Single) -> Int {
    get { unsafe numbers[place.rawValue] }
    set { unsafe numbers[place.rawValue] = newValue }
  }

  mutating func setRunning(_ unit: Int, _ index: Int) {
    let places = machine.state.places
    unsafe numbers[places.running + unit] = index
    unsafe numbers[places.steps + unit] = 0
  }

  mutating func setStep(_ unit: Int, _ step: Int) {
    unsafe numbers[machine.state.places.steps + unit] = step
  }

  /// Writes down how many tokens there are when a stream begins.
  mutating func keepLevels() {
    let state = machine.state
    for queue in 0 ..< state.places.queues {
      unsafe numbers[state.places.levelsAtStart + queue] = state.level(queue)
    }
  }

  /// Says that an instruction can't be done.
  mutating func setFault(_ fault: Fault?) {
    machine.storage.fault = fault
    self[.faulty] = fault == nil ? 0 : 1
  }

  // MARK: Instructions

  /// Whether an index of a nest may be out of range, with its micro-ops as they are now.
  mutating func mayFault(_ index: Int) -> Bool { unsafe dk_is_bad(engine, UInt32(index)) != 0 }

  mutating func takeTokens(of index: Int) { unsafe dk_begin(engine, UInt32(index)) }

  /// Does steps that are all in range.
  mutating func doSteps(_ steps: Range<Int>, of index: Int) {
    unsafe dk_do(engine, UInt32(index), steps.lowerBound, steps.upperBound)
  }

  mutating func putTokens(of index: Int) { unsafe dk_finish(engine, UInt32(index)) }

  /// Puts instructions into the queues of their units, in order, as far as there is room.
  mutating func fetch() {
    guard !machine.plan.streamEnds.isEmpty else { return }
    unsafe dk_fetch(engine, machine.plan.streamEnds[self[.stream]])
  }

  /// Runs instructions, each time the first that can, until `end` have finished or so much work has
  /// been done.
  /// - Returns: as `dk_run`.
  mutating func runFirst(to end: Int, work: Int) -> Int {
    Int(unsafe dk_run(engine, machine.plan.streamEnds[self[.stream]], end, work))
  }

  // MARK: Clock

  /// Looks for the next thing that happens by the clock, up to where it stands then.
  mutating func search(
    until end: Int, from begin: Int, moments: inout Int
  ) -> (found: CycleClock.Search, cycle: Int) {
    let storage = machine.storage
    let found = storage.clock?.search(until: end, from: begin, moments: &moments) ?? .nothing
    return (found, storage.clock?.cycle ?? 0)
  }

  /// Writes down when the n-th to finish did, by a cycle clock.
  mutating func setEnd(_ position: Int, _ cycle: Int) {
    unsafe machine.storage.tables.ends.place[position] = cycle
  }

  // MARK: Cells

  /// Writes bytes at an offset of the cells.
  mutating func write(_ bytes: [UInt8], at offset: Int) {
    machine.storage.store.write(bytes, at: offset)
  }

  // MARK: Moments

  /// Makes room for checkpoints before there are any.
  mutating func prepareHistory() { machine.storage.store.prepareSnapshots() }

  mutating func checkpoint() -> DecoupledMachine.Checkpoint {
    let storage = machine.storage
    return DecoupledMachine.Checkpoint(
      numbers: machine.state.numbers.elements, cells: storage.store.snapshot(),
      clock: storage.clock, fault: storage.fault)
  }

  mutating func restore(_ checkpoint: DecoupledMachine.Checkpoint) {
    let storage = machine.storage
    storage.store.restore(checkpoint.cells)
    storage.numbers.assign(checkpoint.numbers)
    storage.clock = checkpoint.clock
    storage.fault = checkpoint.fault
    unsafe dk_forget_preparations(engine)
  }

}

extension MachineStorage {
  /// How many pages a checkpoint would copy.
  var dirtyPages: Int { store.dirtyPages }
}

extension StatePlaces {

  /// Tells the engine where its numbers are.
  @unsafe fileprivate func describe(
    _ numbers: UnsafeMutablePointer<Int>, to machine: inout dk_machine
  ) {
    func at(_ place: Int) -> UnsafeMutablePointer<Int> { unsafe numbers + place }
    func at(_ place: MachineState.Single) -> UnsafeMutablePointer<Int> {
      unsafe at(place.rawValue)
    }
    unsafe machine.available = at(.available)
    unsafe machine.full = at(.full)
    unsafe machine.finished = at(.finished)
    unsafe machine.fetched = at(.fetched)
    unsafe machine.last_finished = at(.lastFinished)
    unsafe machine.work = at(.work)
    unsafe machine.gemm_steps = at(.gemmSteps)
    unsafe machine.alu_steps = at(.aluSteps)
    unsafe machine.heads = at(heads)
    unsafe machine.queued = at(queued)
    unsafe machine.pushed = at(pushed)
    unsafe machine.popped = at(popped)
    unsafe machine.writes = at(writes)
    unsafe machine.reads = at(reads)
    unsafe machine.loaded = at(loaded)
    unsafe machine.stored = at(stored)
  }

}
