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
    var builder = FootprintBuilder(plan, pass.space)
    var contents = MicroOpContents(plan)
    var footprint = Footprint()
    for (place, next) in finder.simulation.sequence.enumerated() {
      if place & 1023 == 1023, shouldStop() { return nil }
      builder.fill(&footprint, with: Int(next), contents)
      pass.visit(Int(next), footprint)
      contents.apply(Int(next), pass.space)
    }
    races = pass.races
  }

}
