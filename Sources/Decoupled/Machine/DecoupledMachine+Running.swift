import CKernels
import Simulation
import TargetKit

extension DecoupledMachine {

  /// How many steps of an instruction are done at most before others are asked whether to go on.
  static var slice: Int { DK_MOST_STEPS }

  /// How much work is done at most before that, by the cycle clock.
  private static var workSlice: Int { 1 << 20 }

  mutating func advance(steps count: Int) {
    guard count > 0, !isFaulty else { return }
    own()
    if isAtStreamEnd {
      guard beginStream(), !isAtStreamEnd else { return }
    }
    guard !plan.isClocked else {
      _ = advanceClock(by: count, work: DecoupledMachine.workSlice)
      return
    }
    guard let index = state.running ?? beginReady() else { return }
    let unit = Int(plan.records[index].unit)
    let total = plan.stepCount(of: index)
    let step = state.step(unit)
    run(index, to: step + min(count, total - step))
    if !isFaulty, state.step(unit) == total { finish(index) }
  }

  mutating func run(
    to end: Int, work: Int, until test: ((DecoupledMachine) -> Bool)?
  ) -> Bool {
    guard !isFaulty else { return false }
    own()
    if !plan.isClocked, state.running != nil {
      advance(steps: DecoupledMachine.slice)
      guard !isFaulty, state.running == nil, let test else { return false }
      return test(self)
    }
    if isAtStreamEnd {
      guard beginStream(), !isAtStreamEnd else { return false }
    }
    let state = state
    let limit = state[.work] + work
    let last = min(end, plan.streamEnds[state.stream])
    while state[.finished] < last && state[.work] < limit {
      let goal = test == nil ? last : state[.finished] + 1
      let canGoOn =
        plan.isClocked
        ? advanceClock(by: .max, work: limit - state[.work])
        : runAtOnce(to: goal, work: limit - state[.work])
      guard canGoOn else { return false }
      if let test, test(self) { return true }
    }
    return false
  }

  /// Runs whole instructions: many at once, where the engine chooses them, or one.
  /// - Returns: whether the machine can go on.
  private mutating func runAtOnce(to end: Int, work: Int) -> Bool {
    guard case .fifo = plan.options.schedule else { return runOne() }
    let streamEnd = plan.streamEnds[state.stream]
    switch Int(unsafe dk_run(storage.engine, streamEnd, end, work)) {
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
    run(index, to: min(total, DecoupledMachine.slice))
    guard !isFaulty, total <= DecoupledMachine.slice else { return false }
    finish(index)
    return true
  }

  /// Begins the next stream, if there is one.
  private mutating func beginStream() -> Bool {
    guard state.stream + 1 < plan.streamEnds.count else { return false }
    state[.stream] += 1
    state.keepLevels()
    fetch()
    return true
  }

  /// Begins the instruction that the policy chooses.
  private mutating func beginReady() -> Int? {
    guard let index = readyInstruction, begin(index) else { return nil }
    return index
  }

  /// Takes the tokens of an instruction that nothing keeps from running. A fault in it leaves
  /// everything as it was.
  /// - Returns: whether it runs now.
  mutating func begin(_ index: Int) -> Bool {
    let record = plan.records[index]
    if record.isSuspect, let found = faultBeforeTokens(of: index) ?? faultBeforeRunning(index) {
      fault = found
      return false
    }
    if let bad = firstFaultNow(of: index), bad.step == 0 {
      fault = bad.fault
      return false
    }
    unsafe dk_begin(storage.engine, UInt32(index))
    let unit = Int(record.unit)
    state.setRunning(unit, index)
    state[.active] = unit
    return true
  }

  /// Does the steps of an instruction that has begun up to `end`, or up to a fault.
  mutating func run(_ index: Int, to end: Int) {
    let record = plan.records[index]
    let unit = Int(record.unit)
    let step = state.step(unit)
    var stop = end
    if let bad = firstFaultNow(of: index), bad.step < end {
      stop = bad.step
      fault = bad.fault
    }
    guard stop > step else { return }
    unsafe dk_do(storage.engine, UInt32(index), step, stop)
    state.setStep(unit, stop)
  }

  /// Puts the tokens of an instruction that is done.
  mutating func finish(_ index: Int) {
    unsafe dk_finish(storage.engine, UInt32(index))
    state.setRunning(Int(plan.records[index].unit), -1)
    state[.active] = -1
    if plan.hasQueueDepths { fetch() }
    checkFinish()
  }

  /// Looks whether the stream ends with the instruction that has to end it.
  private mutating func checkFinish() {
    guard plan.hasFinish, isAtStreamEnd, let last = state.lastFinished,
      plan.records[last].kind != .finish
    else { return }
    fault = missingFinish(after: last)
  }

}
