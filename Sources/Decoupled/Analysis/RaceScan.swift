import Simulation
import Support
import TargetKit

/// The races of a workload, without the rest of what can be known of it before it runs.
struct RaceScan {

  let races: [Race]

  /// - Returns: `nil` if it was interrupted.
  /// - Cost: O(instructions × units + cells that they touch).
  init?(
    _ plan: MachinePlan, _ finder: DeadlockFinder, _ order: StreamOrder,
    _ interruption: Interruption
  ) {
    var pass = AccessPass(plan, finder.program, order, onlyRaces: true, interruption)
    guard pass.visit(finder.simulation.sequence, interruption) else { return nil }
    races = pass.races
  }

}
