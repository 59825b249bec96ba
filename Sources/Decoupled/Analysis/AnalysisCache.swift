import Simulation
import Support
import Synchronization
import TargetKit

/// What was worked out about a plan, kept for as long as the plan is. What was interrupted is not
/// kept.
final class AnalysisCache: Sendable {

  private struct State {
    var deadlocks: DeadlockFinder?
    var deadlocksByClock: DeadlockFinder?
    var order: StreamOrder?
    var repairs: [Repair]?
    var streams: StreamAnalysis?
    var races: [Race]?
  }

  private let state = Mutex(State())

  /// Where the streams get stuck.
  /// - Cost: O(instructions × units) the first time.
  func deadlocks(of plan: MachinePlan) -> DeadlockFinder {
    state.withLock { state in AnalysisCache.deadlocks(of: plan, &state) }
  }

  /// The same with no more room than the clock of the plan leaves, if it has one.
  func deadlocksByClock(of plan: MachinePlan) -> DeadlockFinder {
    guard let timing = plan.timing else { return deadlocks(of: plan) }
    return state.withLock { state in
      if let finder = state.deadlocksByClock { return finder }
      let finder = AnalysisCache.deadlocks(of: plan, &state)
      let numbers = ClockNumbers(timing, units: plan.description.units.map(\.name))
      let limited = finder.program.limited(tokens: numbers.tokenDepth, queue: numbers.queueDepth)
      let isLimited =
        limited.tokenDepths != finder.program.tokenDepths
        || limited.queueDepths != finder.program.queueDepths
      let byClock = isLimited ? DeadlockFinder(limited) : finder
      if !finder.isUnfinished, !byClock.isUnfinished { state.deadlocksByClock = byClock }
      return byClock
    }
  }

  /// What comes before what.
  /// - Cost: O(instructions × units) the first time.
  func order(of plan: MachinePlan) -> StreamOrder {
    state.withLock { state in
      if let order = state.order { return order }
      let finder = AnalysisCache.deadlocks(of: plan, &state)
      let order = StreamOrder(finder.program, finder.simulation, finder.pairs)
      if !finder.isUnfinished, !order.isUnfinished { state.order = order }
      return order
    }
  }

  /// Changes that mend a deadlock, the best first; empty where there is none.
  /// - Cost: that of `RepairSearch` the first time.
  func repairs(of plan: MachinePlan) -> [Repair] {
    state.withLock { state in
      if let repairs = state.repairs { return repairs }
      let finder = AnalysisCache.deadlocks(of: plan, &state)
      if finder.isUnfinished { return [] }
      let repairs = finder.completes ? [] : RepairSearch(plan, finder)?.repairs()
      state.repairs = repairs
      return repairs ?? []
    }
  }

  /// Says that nobody will want repairs, of a plan that is one itself.
  func forgoRepairs() { state.withLock { $0.repairs = [] } }

  /// Lets them be looked for again.
  func wantRepairs() { state.withLock { $0.repairs = nil } }

  /// Races and what lint finds, without limits of hardware.
  /// - Returns: `nil` if it was interrupted before it was known.
  func streams(of plan: MachinePlan, interruption: Interruption = .never) -> StreamAnalysis? {
    if let known = state.withLock({ $0.streams }) { return known }
    guard let fresh = StreamAnalysis(plan, interruption: interruption) else { return nil }
    state.withLock { $0.streams = fresh }
    return fresh
  }

  /// Pairs of instructions that race, which is less to find than all that lint finds.
  /// - Returns: `nil` if it was interrupted before it was known.
  func races(of plan: MachinePlan, interruption: Interruption = .never) -> [Race]? {
    if let known = state.withLock({ $0.races ?? $0.streams?.races }) { return known }
    let finder = deadlocks(of: plan)
    let order = order(of: plan)
    guard !finder.isUnfinished, !order.isUnfinished,
      let fresh = RaceScan(plan, finder, order, interruption)?.races
    else { return nil }
    state.withLock { $0.races = fresh }
    return fresh
  }

  private static func deadlocks(of plan: MachinePlan, _ state: inout State) -> DeadlockFinder {
    if let finder = state.deadlocks { return finder }
    let finder = DeadlockFinder(plan)
    if !finder.isUnfinished { state.deadlocks = finder }
    return finder
  }

}
