import CKernels
import Simulation
import Support
import TargetKit

/// The machine of the decoupled family: units that run their instructions in order, and wait for
/// each other by tokens.
///
/// By the functional clock one instruction runs at a time. Of the units that could go on, the
/// schedule policy chooses one; by `fifo` that is the program order wherever tokens allow it. By a
/// cycle clock units run beside each other.
struct DecoupledMachine: Machine {

  struct Checkpoint: Sendable {
    let numbers: [Int]
    let cells: CellStore.Snapshot
    let clock: CycleClock?
    let fault: Fault?
  }

  let plan: MachinePlan
  private(set) var storage: MachineStorage

  /// Why it can't go on, if that is because of an instruction.
  var fault: Fault? { storage.fault }

  /// The same, at no cost.
  var isFaulty: Bool { state[.faulty] != 0 }

  /// By a cycle clock, what an instruction does when it ends may be much.
  var isTorn: Bool { state[.ending] != 0 }

  /// Says when instructions begin and end; nil for the functional clock.
  var clock: CycleClock? { storage.clock }

  var state: MachineState { storage.state }
  var cells: CellView { storage.cells }

  /// What ran when.
  var log: RunLog { storage.log }

  /// A machine before the first instruction, with the image in its DRAM and 0 everywhere else.
  init(_ plan: MachinePlan) {
    self.init(plan, MachineStorage(plan))
    change { access in
      for segment in plan.workload.image.segments {
        guard let place = plan.layout.segment(containing: segment.address) else { continue }
        access.write(segment.bytes, at: place.offset + segment.address - place.address)
      }
      if plan.isLong { access.prepareHistory() }
      access.fetch()
    }
  }

  /// The one that has this storage.
  init(_ plan: MachinePlan, _ storage: MachineStorage) {
    self.plan = plan
    self.storage = storage
  }

  /// Lets `body` change the machine. Nobody else sees it.
  @inline(__always)
  mutating func change<R>(_ body: (inout MachineAccess) -> R) -> R {
    var access = MachineAccess(to: &storage, of: plan)
    return body(&access)
  }

  var mark: Mark {
    let step = !plan.isClocked ? state.step : state[.cycle] - state[.finishCycle]
    return Mark(instruction: state.finished, step: step)
  }

  var work: Int { state.work }

  /// How many nests have been found to be blocked products, for tests.
  var blockedShapes: Int { storage.blockedShapes }

  /// The instruction that the next step is of.
  var next: Int? {
    if plan.isClocked { return nextByClock }
    if let running = state.running { return running }
    if isAtStreamEnd { return nil }
    return readyInstruction
  }

  /// The same, or the first of the next stream at the end of one, which the next step begins.
  var nextOfAny: Int? { next ?? endedStream.map { plan.streamEnds[$0] } }

  /// The stream that has ended where the machine stands, if there is one more.
  var endedStream: Int? {
    isAtStreamEnd && !isFaulty && state.stream + 1 < plan.streamEnds.count ? state.stream : nil
  }

  var stepCount: Int {
    if plan.isClocked { return cyclesToFinish }
    return next.map { plan.stepCount(of: $0) } ?? 0
  }

  var stop: Stop {
    if let fault { return .fault(fault) }
    if isAtStreamEnd {
      return state.stream + 1 < plan.streamEnds.count ? .streamEnd(state.stream) : .end
    }
    if plan.isClocked {
      if isStuckByClock { return .deadlock(deadlock) }
    } else if state.running == nil, readyInstruction == nil {
      return .deadlock(deadlock)
    }
    return mark == Mark() ? .start : .step
  }

  /// The instruction that has done some of its steps and not all of them.
  var halfDone: Int? { plan.isClocked ? nil : state.running }

  /// How many steps are done of an instruction that is half done; nil of others.
  func doneSteps(of instruction: Int) -> Int? { halfDone == instruction ? state.step : nil }

  func hasFinished(_ instruction: Int) -> Bool {
    last(of: Int(plan.records[instruction].unit)).map { instruction <= $0 } ?? false
  }

  var isAtStreamEnd: Bool {
    state.finished == (plan.streamEnds.isEmpty ? 0 : plan.streamEnds[state.stream])
  }

  mutating func checkpoint() -> Checkpoint { change { $0.checkpoint() } }

  /// A page that is kept is copied and gets room of its own.
  var checkpointWork: Int { storage.dirtyPages * 600 }

  mutating func restore(_ checkpoint: Checkpoint) { change { $0.restore(checkpoint) } }

  func byteCount(of checkpoint: Checkpoint) -> Int {
    checkpoint.cells.ownBytes + checkpoint.numbers.count * 8
  }

  var stateHash: StateHash {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for range in plan.layout.architectural {
      let start = unsafe (cells.base + range.lowerBound).assumingMemoryBound(to: UInt8.self)
      for part in Slices(range.count, size: 1 << 26) {
        hash = unsafe dk_hash(start + part.lowerBound, part.count, hash)
      }
    }
    var result = StateHash()
    result.combine(Int(truncatingIfNeeded: hash))
    result.combine(state.finished)
    result.combine(state.running ?? -1)
    result.combine(state.step)
    for number in state.heads + state.levels { result.combine(number) }
    for number in state.loadedBytes + state.storedBytes { result.combine(number) }
    result.combine(state.gemmSteps)
    result.combine(state.aluSteps)
    return result
  }

}
