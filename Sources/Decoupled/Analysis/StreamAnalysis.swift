import Simulation
import Support

/// What can be known of the streams of a workload before they run; a pure value made from a plan.
struct StreamAnalysis: Sendable {

  let program: TokenProgram
  let simulation: TokenSimulation
  let pairs: TokenPairs
  let order: StreamOrder

  /// In the order of the functional clock; and how many there are besides.
  let races: [Race]
  let furtherRaces: Int

  /// What lint has to say, in order of instructions.
  let findings: [LintFinding]

  /// The first instruction, in the order of the functional clock, that can not be done.
  let firstFault: Int?

  /// The first instruction, in the same order, of which it depends on data what it touches.
  let firstDataDependent: Int?

  /// - Units: races, and findings of one kind, that are kept.
  static let limit = 200

  /// - Returns: `nil` if it was interrupted.
  /// - Cost: O(instructions × units + cells that they touch).
  init?(
    _ plan: MachinePlan, _ hardware: HardwareLimits = HardwareLimits(),
    interruption: Interruption = .never
  ) {
    let finder = plan.analysis.deadlocks(of: plan)
    program = finder.program
    simulation = finder.simulation
    pairs = finder.pairs
    if finder.isUnfinished || interruption.isRequested { return nil }
    order = plan.analysis.order(of: plan)
    if order.isUnfinished || interruption.isRequested { return nil }
    var pass = AccessPass(plan, program, order, interruption)
    if interruption.isRequested { return nil }
    var firstFault: Int?
    var firstDataDependent: Int?
    let isDone = pass.visit(simulation.sequence, interruption) { pass, index, footprint, contents in
      if footprint.isDataDependent { firstDataDependent = firstDataDependent ?? index }
      if footprint.isFaulty {
        firstFault = firstFault ?? index
        pass.addFault(at: index, contents)
      }
    }
    guard isDone else { return nil }
    self.firstFault = firstFault
    self.firstDataDependent = firstDataDependent
    races = pass.races
    furtherRaces = pass.raceCount - pass.races.count
    findings = pass.lint.finish(plan, program, simulation, pairs, order, hardware, races)
    if interruption.isRequested { return nil }
  }

}
