import CKernels
import Simulation
import TargetKit

extension MachineAccess {

  /// How many steps of an instruction are done at most before others are asked whether to go on.
  static var slice: Int { DK_MOST_STEPS }

  /// How much work is done at most before that, by the cycle clock.
  private static var workSlice: Int { 1 << 20 }

  var plan: MachinePlan { machine.plan }
  var state: MachineState { machine.state }

  /// As `Machine` has it.
  mutating func advance(steps count: Int) {
    guard enterStream() else { return }
    guard !plan.isClocked else {
      _ = advanceClock(by: count, work: MachineAccess.workSlice)
      return
    }
    guard let index = state.running ?? beginReady() else { return }
    let unit = Int(plan.records[index].unit)
    let total = plan.stepCount(of: index)
    let step = state.step(unit)
    run(index, to: step + min(count, total - step))
    if !machine.isFaulty, state.step(unit) == total { finish(index) }
  }

  /// Runs instructions of the stream until `end` have finished, or there is so much work behind.
  /// - Returns: whether the machine can go on at once.
  mutating func run(to end: Int, limit: Int) -> Bool {
    while self[.finished] < end && self[.work] < limit {
      let work = limit - self[.work]
      let canGoOn =
        plan.isClocked ? advanceClock(by: .max, work: work) : runAtOnce(to: end, work: work)
      guard canGoOn else { return false }
    }
    return true
  }

  /// Runs whole instructions: many at once, where the engine chooses them, or one.
  /// - Returns: whether the machine can go on.
  private mutating func runAtOnce(to end: Int, work: Int) -> Bool {
    guard case .fifo = plan.options.schedule else { return runOne() }
    switch runFirst(to: end, work: work) {
    case DK_DONE:
      checkFinish()
      return true
    case DK_STUCK: return false
    default: return runOne()
    }
  }

  /// Runs the next instruction; of a long one the first steps.
  private mutating func runOne() -> Bool {
    guard let index = beginReady() else { return false }
    let total = plan.stepCount(of: index)
    run(index, to: min(total, MachineAccess.slice))
    guard !machine.isFaulty, total <= MachineAccess.slice else { return false }
    finish(index)
    return true
  }

  /// Begins the next stream if one has ended.
  /// - Returns: whether there is anything to run.
  mutating func enterStream() -> Bool {
    guard machine.isAtStreamEnd else { return true }
    guard state.stream + 1 < plan.streamEnds.count else { return false }
    self[.stream] += 1
    keepLevels()
    fetch()
    return !machine.isAtStreamEnd
  }

  /// Begins the instruction that the policy chooses.
  private mutating func beginReady() -> Int? {
    guard let index = machine.readyInstruction, begin(index) else { return nil }
    return index
  }

  /// Takes the tokens of an instruction that nothing keeps from running. A fault in it leaves
  /// everything as it was.
  /// - Returns: whether it runs now.
  mutating func begin(_ index: Int) -> Bool {
    let record = plan.records[index]
    if record.isSuspect,
      let found = machine.faultBeforeTokens(of: index) ?? machine.faultBeforeRunning(index)
    {
      setFault(found)
      return false
    }
    if let bad = firstFault(of: index), bad.step == 0 {
      setFault(bad.fault)
      return false
    }
    takeTokens(of: index)
    let unit = Int(record.unit)
    setRunning(unit, index)
    self[.active] = unit
    return true
  }

  /// Does the steps of an instruction that has begun up to `end`, or up to a fault.
  mutating func run(_ index: Int, to end: Int) {
    let unit = Int(plan.records[index].unit)
    let step = state.step(unit)
    var stop = end
    if let bad = firstFault(of: index), bad.step < end {
      stop = bad.step
      setFault(bad.fault)
    }
    guard stop > step else { return }
    doSteps(step ..< stop, of: index)
    setStep(unit, stop)
  }

  /// The first step of an instruction that has an index out of range; nil if all are in range.
  private mutating func firstFault(of index: Int) -> (step: Int, fault: Fault)? {
    mayFault(index) ? machine.firstFault(of: index) : nil
  }

  /// Puts the tokens of an instruction that is done.
  mutating func finish(_ index: Int) {
    putTokens(of: index)
    setRunning(Int(plan.records[index].unit), -1)
    self[.active] = -1
    if plan.hasQueueDepths { fetch() }
    checkFinish()
  }

  /// Looks whether the stream ends with the instruction that has to end it.
  private mutating func checkFinish() {
    guard plan.hasFinish, machine.isAtStreamEnd, let last = state.lastFinished,
      !plan.records[last].endsStream
    else { return }
    setFault(machine.missingFinish(after: last))
  }

}
