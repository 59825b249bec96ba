public import Simulation
public import Support

/// A machine that runs a list of instructions in order by what their effects say.
///
/// Each instruction is whole before the next begins. What it signals to queues is outstanding until
/// somebody waits for it.
public struct EffectMachine: Machine {

  /// One instruction of a program: its place among those of the form, and its fields in order.
  public struct Entry: Hashable, Sendable {
    public var instruction: Int
    public var fields: [Int]
    public init(_ instruction: Int, _ fields: [Int]) {
      self.instruction = instruction
      self.fields = fields
    }
  }

  public struct Checkpoint: Sendable {
    fileprivate let position: Position
    fileprivate let bytes: EffectState.Snapshot
  }

  /// All that changes besides bytes.
  fileprivate struct Position: Sendable {
    var instruction = 0
    var step = 0
    var work = 0
    var isStopped = false
    var fault: EffectFault?
    var outstanding = OutstandingWork()

    /// The instruction that runs or runs next, once its loops have begun.
    var call: EffectEngine.Call?
  }

  public let engine: EffectEngine
  public let program: [Entry]
  private var position = Position()
  private var storage: SharedState

  /// - Parameter state: before the first instruction.
  /// - Before: the state was made by the engine, and its form has all instructions.
  public init(_ engine: EffectEngine, _ program: [Entry], _ state: consuming EffectState) {
    precondition(
      program.allSatisfy { engine.form.instructions.indices.contains($0.instruction) },
      "the program has instructions that the form has not")
    self.engine = engine
    self.program = program
    storage = SharedState(state)
    beginNext()
  }

  // MARK: Where it is

  public var mark: Mark { Mark(instruction: position.instruction, step: position.step) }

  public var work: Int { position.work }

  public var stepCount: Int { isAtEnd ? 0 : position.call?.stepCount ?? 0 }

  /// How much of each queue is outstanding.
  public var outstanding: OutstandingWork { position.outstanding }

  /// Why it can not go on, if an instruction asks for what there is not.
  public var fault: EffectFault? { position.fault }

  private var isAtEnd: Bool { position.isStopped || position.instruction == program.count }

  public var stop: Stop {
    if let fault = position.fault {
      let instruction = engine.form.instructions[fault.instruction].name
      return .fault(
        Fault(
          fault.reason.kind, instruction: InstructionNumber(position.instruction),
          unit: instruction, message: Sentence(fault.reason.message(engine.form))))
    }
    if isAtEnd { return .end }
    return mark == Mark() ? .start : .step
  }

  /// Looks at the state.
  public func withState<R>(_ body: (borrowing EffectState) -> R) -> R {
    storage.look(body)
  }

  /// Changes the state by hand. The bounds of an instruction's loops stay as they are once a step of
  /// it is done.
  public mutating func withMutableState<R>(_ body: (inout EffectState) -> R) -> R {
    let result = storage.change(body)
    if position.step == 0 {
      position.fault = nil
      beginNext()
    }
    return result
  }

  // MARK: Running

  public mutating func advance(steps count: Int) {
    guard position.fault == nil, !isAtEnd, let call = position.call else { return }
    let end = position.step + min(max(count, 0), call.stepCount - position.step)
    go(call, to: end)
    finishIfDone(call)
  }

  /// - Cost: that of the instructions; those with few steps are begun and done at once.
  public mutating func run(
    to end: Int, work: Int, until test: ((EffectMachine) -> Bool)?
  ) -> Bool {
    let (limit, isEndless) = self.work.addingReportingOverflow(work)
    while position.instruction < end, isEndless || self.work < limit {
      guard position.fault == nil, !isAtEnd, let call = position.call else { return false }
      let before = position.instruction
      go(call, to: position.step + min(EffectMachine.slice, call.stepCount - position.step))
      finishIfDone(call)
      guard position.instruction > before else {
        if position.fault != nil { return false }
        continue
      }
      if let test, test(self) { return true }
    }
    return false
  }

  /// How many steps of an instruction are done before others are asked whether to go on.
  private static var slice: Int { 1 << 12 }

  private mutating func go(_ call: EffectEngine.Call, to end: Int) {
    guard end > position.step else { return }
    let steps = position.step ..< end
    var outcome = EffectEngine.Outcome()
    var done = 0
    var work = 0
    do {
      try storage.change { [engine] state throws(EffectFault) in
        try engine.run(
          steps, of: call, on: &state, outcome: &outcome, done: &done, work: &work)
      }
    } catch {
      // An interruption leaves it where it is.
      if error.reason != .interrupted { position.fault = error }
    }
    for event in outcome.events { note(event) }
    if outcome.isStopped { stopped = true }
    position.work += work
    position.step += done
  }

  private var stopped: Bool {
    get { position.isStopped }
    set { position.isStopped = newValue }
  }

  private mutating func note(_ event: QueueEvent) {
    switch event {
    case .queue(.signal, let queue, let count): position.outstanding.signal(queue, count)
    case .queue(.wait, let queue, let count): position.outstanding.wait(queue, count)
    case .queue, .barrier: break
    }
  }

  private mutating func finishIfDone(_ call: EffectEngine.Call) {
    guard position.fault == nil, position.step == call.stepCount else { return }
    position.instruction += 1
    position.step = 0
    position.work += 100
    beginNext()
  }

  /// Begins the loops of the instruction that comes next.
  private mutating func beginNext() {
    position.call = nil
    guard !isAtEnd else { return }
    let entry = program[position.instruction]
    do {
      position.call = try storage.change { [engine] state throws(EffectFault) in
        try engine.begin(entry.instruction, entry.fields, on: &state)
      }
    } catch {
      position.fault = error
    }
  }

  // MARK: Moments

  public mutating func checkpoint() -> Checkpoint {
    Checkpoint(position: position, bytes: storage.change { $0.snapshot() })
  }

  public var checkpointWork: Int { storage.look { $0.dirtyPages } * 600 }

  public mutating func restore(_ checkpoint: Checkpoint) {
    storage.change { $0.restore(checkpoint.bytes) }
    position = checkpoint.position
  }

  public func byteCount(of checkpoint: Checkpoint) -> Int {
    checkpoint.bytes.ownBytes + MemoryLayout<Checkpoint>.size
  }

  public var stateHash: StateHash {
    var hash = storage.look { $0.stateHash }
    hash.combine(position.instruction)
    hash.combine(position.step)
    hash.combine(position.isStopped ? 1 : 0)
    position.outstanding.combine(into: &hash)
    return hash
  }

}
