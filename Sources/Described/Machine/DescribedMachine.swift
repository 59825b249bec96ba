import Effects
import Simulation
import Support

/// A machine that runs streams of instructions by what their effects say, one stream after the other
/// and each instruction whole before the next begins.
///
/// Which one is next is a function of the state: the first of the stream that has not run, or, where
/// tokens order the units, the one that the schedule takes of those that may.
struct DescribedMachine: Machine {

  struct Checkpoint: Sendable {
    fileprivate let position: MachinePosition
    fileprivate let bytes: EffectState.Snapshot
  }

  /// An instruction that has finished, and how many steps it had.
  struct Finished: Sendable {
    var instruction: Int
    var steps: Int
  }

  let program: MachineProgram
  private(set) var position: MachinePosition
  private var storage: SharedState

  /// What has finished, in order. It is not part of the state: going back leaves it, and going
  /// forward again writes what is there.
  private(set) var log: [Finished] = []

  /// What the steps read and wrote since it was asked for last; nil where nobody asks.
  private(set) var observed: Observation?

  /// What steps did that who looks on wants to know.
  struct Observation: Sendable {
    var accesses: [EffectAccess] = []
    var events: [QueueEvent] = []
  }

  init(_ program: MachineProgram) {
    self.program = program
    storage = program.makeState()
    position = MachinePosition(program)
    beginNext()
  }

  // MARK: Where it is

  var mark: Mark { Mark(instruction: position.finished, step: position.step) }

  var work: Int { position.work }

  var stepCount: Int { position.current == nil ? 0 : position.call?.stepCount ?? 1 }

  /// The instruction that runs or runs next.
  var current: Int? { position.current }

  var isAtStreamEnd: Bool {
    position.step == 0 && position.finished == position.streamStart && position.finished > 0
      && position.stream > 0
  }

  /// Whether instructions of the stream are left and none may run.
  var isStuck: Bool { position.current == nil && !position.isStreamDone(program) }

  var stop: Stop {
    if let fault = position.fault { return .fault(self.fault(fault)) }
    if position.current == nil { return isStuck ? .deadlock(deadlock) : .end }
    if isAtStreamEnd { return .streamEnd(position.stream - 1) }
    return mark == Mark() ? .start : .step
  }

  /// Looks at the bytes.
  func withState<R, E: Error>(
    _ body: (borrowing EffectState) throws(E) -> R
  ) throws(E) -> R {
    try storage.look(body)
  }

  /// Changes bytes by hand.
  mutating func edit<R>(_ body: (inout EffectState) -> R) -> R {
    let result = storage.change(body)
    position.fault = nil
    if position.step == 0 { beginLoops() }
    return result
  }

  // MARK: Running

  mutating func advance(steps count: Int) {
    guard position.fault == nil, position.current != nil, count > 0 else { return }
    guard let call = position.call else {
      position.fault = position.refusal ?? .undefinedOpcode
      return
    }
    go(call, to: position.step + min(count, call.stepCount - position.step))
    finishIfDone(call)
  }

  mutating func run(to end: Int, work: Int, until test: ((Self) -> Bool)?) -> Bool {
    let (limit, isEndless) = self.work.addingReportingOverflow(work)
    while position.finished < end, isEndless || self.work < limit {
      let before = mark
      advance(steps: Self.slice)
      guard mark != before else { return false }
      guard position.finished > before.instruction else { continue }
      if let test, test(self) { return true }
      if isAtStreamEnd { return false }
    }
    return false
  }

  /// How many steps of an instruction are done before others are asked whether to go on.
  private static var slice: Int { 1 << 12 }

  private mutating func go(_ call: EffectEngine.Call, to end: Int) {
    let first = position.step
    if first < end { go(call, first ..< end) }
    if first == 0, position.step > 0 || call.stepCount == 0 { position.popTokens(program) }
  }

  private mutating func go(_ call: EffectEngine.Call, _ steps: Range<Int>) {
    var outcome = EffectEngine.Outcome()
    var (done, work) = (0, 0)
    let isObserved = observed != nil
    do {
      try storage.change { [program] state throws(EffectFault) in
        try program.engine.run(
          steps, of: call, on: &state, observed: isObserved, outcome: &outcome, done: &done,
          work: &work)
      }
    } catch {
      // An interruption leaves it where it is.
      if error.reason != .interrupted { position.fault = .effect(error) }
    }
    for event in outcome.events { position.note(event, program) }
    if outcome.isStopped { position.endStream() }
    if isObserved {
      observed?.accesses += outcome.accesses
      observed?.events += outcome.events
    }
    position.work += work
    position.step += done
  }

  private mutating func finishIfDone(_ call: EffectEngine.Call) {
    guard position.fault == nil, position.step == call.stepCount, let current = position.current
    else { return }
    let finished = Finished(instruction: current, steps: call.stepCount)
    if position.finished < log.count {
      log[position.finished] = finished
    } else {
      log.append(finished)
    }
    position.finish(current, program)
    beginNext()
  }

  /// Chooses the instruction that comes next and begins its loops.
  private mutating func beginNext() {
    position.chooseNext(program)
    beginLoops()
  }

  private mutating func beginLoops() {
    position.call = nil
    position.refusal = nil
    guard let current = position.current else { return }
    guard let form = program.instructions[current].form else {
      position.refusal = .undefinedOpcode
      return
    }
    do {
      position.call = try storage.change { [program] state throws(EffectFault) in
        try program.engine.begin(form, program.instructions[current].fields, on: &state)
      }
    } catch {
      position.refusal = .effect(error)
    }
  }

  // MARK: Looking on

  /// The same machine, which keeps what its steps read and write.
  func observing() -> Self {
    var copy = self
    copy.observed = Observation()
    return copy
  }

  /// What steps did since this was asked last.
  mutating func takeObservation() -> Observation {
    guard let taken = observed else { return Observation() }
    observed = Observation()
    return taken
  }

  // MARK: Moments

  mutating func checkpoint() -> Checkpoint {
    Checkpoint(position: position, bytes: storage.change { $0.snapshot() })
  }

  var checkpointWork: Int { storage.look { $0.dirtyPages } * 600 }

  mutating func restore(_ checkpoint: Checkpoint) {
    storage.change { $0.restore(checkpoint.bytes) }
    position = checkpoint.position
  }

  func byteCount(of checkpoint: Checkpoint) -> Int {
    checkpoint.bytes.ownBytes + MemoryLayout<Checkpoint>.size
  }

  var stateHash: StateHash {
    var hash = storage.look { $0.stateHash }
    position.combine(into: &hash)
    return hash
  }

}
