import CKernels
import Simulation

/// Running by the cycle clock.
extension MachineAccess {

  /// Goes `count` cycles on, or to where the next instruction ends; after about so much work it
  /// pauses in an earlier cycle, or in the midst of what an instruction does when it ends.
  /// - Returns: whether one has ended.
  mutating func advanceClock(by count: Int, work: Int) -> Bool {
    let limit = self[.work] + work
    if self[.ending] > 0 { return goOnEnding(limit) }
    let (sum, isTooFar) = self[.cycle].addingReportingOverflow(count)
    let end = isTooFar ? Int.max : sum
    let begin = self[.cycle]
    while true {
      let most = max(1, (limit - self[.work]) / plan.costs.moment)
      var left = most
      let (found, now) = search(until: end, from: begin, moments: &left)
      self[.work] += (most - left) * plan.costs.moment
      if case .nothing = found {
        self[.cycle] = end
        return false
      }
      self[.cycle] = max(self[.cycle], now)
      guard case .event(let event) = found else { return false }
      switch event {
      case .began(let index):
        guard self.begin(index) else { return false }
      case .finished(let index):
        self[.ending] = index + 1
        return goOnEnding(limit)
      case .streamEnd: continue
      case .deadlock, .endless, .end: return false
      }
    }
  }

  /// Does what an instruction does when it ends, up to its end or until there is so much work behind.
  /// - Returns: whether it has ended.
  private mutating func goOnEnding(_ limit: Int) -> Bool {
    let index = self[.ending] - 1
    let unit = Int(plan.records[index].unit)
    let total = plan.stepCount(of: index)
    repeat {
      run(index, to: min(total, state.step(unit) + MachineAccess.slice))
    } while !machine.isFaulty && state.step(unit) < total && self[.work] < limit
    guard machine.isFaulty || state.step(unit) == total else { return false }
    self[.ending] = 0
    self[.finishCycle] = self[.cycle]
    guard !machine.isFaulty else { return false }
    finish(index)
    setEnd(state.finished - 1, self[.cycle])
    return true
  }

}
