import CKernels
import DequeModule
import Simulation
import Support
import TargetKit

/// The machine of the decoupled family: units that run their instructions in order, and wait for
/// each other by tokens.
///
/// An instruction is one step of its clock. Of the units that could go on, the one whose next
/// instruction comes first in the stream does: that is the program order wherever tokens allow it.
struct DecoupledMachine: Machine {

  struct Checkpoint: Sendable {
    fileprivate let state: MachineState
    fileprivate let cells: CellStore.Snapshot
  }

  let plan: MachinePlan
  var state: MachineState
  private(set) var cells: CellStore

  /// Of the instruction that runs, if it has micro-ops.
  var prepared: PreparedNest?

  /// What ran when.
  var log: RunLog

  /// A machine before the first instruction, with the image in its DRAM and 0 everywhere else.
  init(_ plan: MachinePlan) {
    self.plan = plan
    state = MachineState(plan)
    log = RunLog(count: plan.instructions.count)
    cells = CellStore(count: plan.layout.count)
    for segment in plan.workload.image.segments where !segment.bytes.isEmpty {
      guard let place = plan.layout.segment(containing: segment.address) else { continue }
      let offset = place.offset + segment.address - place.address
      unsafe segment.bytes.withUnsafeBytes { bytes in
        if let start = bytes.baseAddress {
          unsafe (cells.base + offset).copyMemory(from: start, byteCount: bytes.count)
        }
      }
    }
    fetch()
  }

  var mark: Mark { Mark(instruction: state.finished, step: state.step) }

  var work: Int { state.work }

  /// The instruction that the next step is of.
  var next: Int? {
    if let running = state.running { return running }
    if isAtStreamEnd { return nil }
    return readyInstruction
  }

  var stepCount: Int { next.map { plan.stepCount(of: $0) } ?? 0 }

  var stop: Stop {
    if let fault = state.fault { return .fault(fault) }
    if isAtStreamEnd {
      return state.stream + 1 < plan.streamEnds.count ? .streamEnd(state.stream) : .end
    }
    if state.running == nil, readyInstruction == nil { return .deadlock(deadlock) }
    return mark == Mark() ? .start : .step
  }

  /// The instructions that have begun and not finished.
  var runningInstructions: [Int] { state.running.map { [$0] } ?? [] }

  /// How many steps are done of an instruction that has begun and not finished; nil of others.
  func doneSteps(ofRunning instruction: Int) -> Int? {
    state.running == instruction ? state.step : nil
  }

  var isAtStreamEnd: Bool {
    state.finished == (plan.streamEnds.isEmpty ? 0 : plan.streamEnds[state.stream])
  }

  mutating func advance(steps count: Int) {
    guard count > 0, state.fault == nil else { return }
    if isAtStreamEnd {
      guard state.stream + 1 < plan.streamEnds.count else { return }
      state.stream += 1
      state.tokensAtStreamStart = state.tokens.map(\.count)
      fetch()
      if isAtStreamEnd { return }
    }
    guard let index = state.running ?? begin() else { return }
    ownCells()
    let total = plan.stepCount(of: index)
    let end = state.step + min(count, total - state.step)
    run(index, to: end)
    guard state.fault == nil, state.step == total else { return }
    prepared = nil
    finish(index)
  }

  /// Makes sure that nobody else sees what is written now.
  mutating func ownCells() {
    if !isKnownUniquelyReferenced(&cells) { cells = CellStore(copying: cells) }
  }

  mutating func checkpoint() -> Checkpoint {
    ownCells()
    return Checkpoint(state: state, cells: cells.snapshot())
  }

  mutating func restore(_ checkpoint: Checkpoint) {
    ownCells()
    cells.restore(checkpoint.cells)
    state = checkpoint.state
    prepared = nil
  }

  var stateHash: StateHash {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for range in plan.layout.architectural {
      let start = unsafe (cells.base + range.lowerBound).assumingMemoryBound(to: UInt8.self)
      hash = unsafe dk_hash(start, range.count, hash)
    }
    var result = StateHash()
    result.combine(Int(truncatingIfNeeded: hash))
    result.combine(state.finished)
    result.combine(state.running ?? -1)
    result.combine(state.step)
    for number in state.heads + state.tokens.map(\.count) { result.combine(number) }
    for number in state.loadedBytes + state.storedBytes { result.combine(number) }
    result.combine(state.gemmSteps)
    result.combine(state.aluSteps)
    return result
  }

}
