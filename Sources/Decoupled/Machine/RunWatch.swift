import Simulation
import Support
import TargetKit

/// What a run is watched for besides its stop conditions: races, and deadlocks as soon as they are
/// certain. Both are known before, so that most runs need not be watched at all.
struct RunWatch {

  private let races: RaceWatch

  /// Nil where the streams run to their end.
  private let finder: DeadlockFinder?

  /// Whether a deadlock was certain already where the run began.
  private let wasCertain: Bool

  /// - Returns: nil if it was interrupted before everything was known.
  init?(_ machine: DecoupledMachine, interruption: Interruption) {
    let plan = machine.plan
    guard plan.options.stopsAtRaces else {
      (races, finder, wasCertain) = (RaceWatch([]), nil, false)
      return
    }
    guard let found = plan.analysis.races(of: plan, interruption: interruption) else { return nil }
    races = RaceWatch(found)
    let finder = plan.analysis.deadlocks(of: plan)
    self.finder = finder.completes ? nil : finder
    wasCertain = machine.isDeadlockCertain(finder)
  }

  /// Whether there is anything to look for.
  var isIdle: Bool { races.isEmpty && (finder == nil || wasCertain) }

  /// What the instruction that has just finished has completed.
  func stop(_ machine: DecoupledMachine) -> Stop? {
    if !races.isEmpty {
      let last = machine.plan.number(ofAny: machine.state.lastFinished)
      let race = races.race(completedBy: last) {
        machine.plan.index(of: $0).map(machine.hasFinished) == true
      }
      if let race { return .race(race) }
    }
    guard let finder, !wasCertain, machine.isDeadlockCertain(finder) else { return nil }
    return .deadlock(machine.deadlock)
  }

}
