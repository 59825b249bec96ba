import Simulation
import TargetKit

/// The races of a workload, without the rest of what can be known of it before it runs.
struct RaceScan {

  let races: [Race]

  /// - Returns: `nil` if `shouldStop` became true.
  /// - Cost: O(instructions × units + cells that they touch).
  init?(
    _ plan: MachinePlan, _ finder: DeadlockFinder, _ order: StreamOrder, _ shouldStop: () -> Bool
  ) {
    var pass = AccessPass(plan, finder.program, order, onlyRaces: true, shouldStop)
    guard pass.visit(finder.simulation.sequence, shouldStop) else { return nil }
    races = pass.races
  }

}
