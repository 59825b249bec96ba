import Simulation

extension DecoupledMachine {

  /// How many steps of an instruction are done at most before others are asked whether to go on.
  private static var slice: Int { 1 << 16 }

  mutating func advance(steps count: Int) {
    guard count > 0, !isFaulty else { return }
    own()
    if isAtStreamEnd {
      guard beginStream(), !isAtStreamEnd else { return }
    }
    guard !plan.isClocked else {
      _ = advanceClock(by: count)
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
      return false
    }
    if isAtStreamEnd {
      guard beginStream(), !isAtStreamEnd else { return false }
    }
    let state = state
    let limit = state[.work] + work
    let last = min(end, plan.streamEnds[state.stream])
    while state[.finished] < last && state[.work] < limit {
      guard !plan.isClocked else {
        guard advanceClock(by: .max) else { return false }
        if let test, test(self) { return true }
        continue
      }
      let index = readyIndex()
      guard index >= 0, begin(index) else { return false }
      let record = plan.records[index]
      guard record.steps <= DecoupledMachine.slice else {
        run(index, to: DecoupledMachine.slice)
        return false
      }
      run(index, to: record.steps)
      guard !isFaulty else { return false }
      finish(index)
      if let test, test(self) { return true }
    }
    return false
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
  @inline(__always)
  mutating func begin(_ index: Int) -> Bool {
    let record = plan.records[index]
    if record.isSuspect, let found = faultBeforeTokens(of: index) ?? faultBeforeRunning(index) {
      fault = found
      return false
    }
    if record.kind == .gemm || record.kind == .alu || record.kind == .clear,
      isFaultyAtOnce(index, record)
    {
      return false
    }
    var rest = record.pops
    while rest != 0 {
      state.pop(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
    let unit = Int(record.unit)
    state.setRunning(unit, index)
    state[.active] = unit
    log.begin(index, after: state[.finished])
    state[.work] += plan.costs.instruction
    return true
  }

  /// Does the steps of an instruction that has begun up to `end`, or up to a fault.
  @inline(__always)
  mutating func run(_ index: Int, to end: Int) {
    let record = plan.records[index]
    let unit = Int(record.unit)
    let step = state.step(unit)
    switch record.kind {
    case .load: load(index, record, step, end)
    case .store: store(index, record, step, end)
    case .gemm, .clear, .alu:
      runNest(index, record, step, end)
      return
    case .idle, .finish: break
    }
    state[.work] += (end - step) * record.stepWork
    state.setStep(unit, end)
  }

  /// Puts the tokens of an instruction that is done.
  @inline(__always)
  mutating func finish(_ index: Int) {
    let record = plan.records[index]
    let state = state
    var rest = record.pushes
    while rest != 0 {
      let queue = rest.trailingZeroBitCount
      state.push(queue, depth: plan.tokenDepthTable[queue])
      rest &= rest - 1
    }
    let unit = Int(record.unit)
    state.setHead(unit, state.head(unit) + 1)
    state.setRunning(unit, -1)
    state[.active] = -1
    log.finish(index, after: state[.finished])
    state[.finished] += 1
    state[.lastFinished] = index
    if plan.hasQueueDepths { fetch() }
    if plan.hasFinish, record.kind != .finish, isAtStreamEnd {
      fault = missingFinish(after: index)
    }
  }

}
