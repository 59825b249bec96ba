public import Simulation
public import Support

extension DecoupledDevice {

  /// What can be said of the workload before it runs, in order of instructions.
  /// - Returns: `nil` if it was interrupted.
  /// - Cost: O(instructions + what they touch); a stream of a million small ones takes about a
  ///   second.
  public func lint(
    _ hardware: HardwareLimits = HardwareLimits(), interruption: Interruption = .never
  ) -> [LintFinding]? {
    let plan = machine.plan
    guard hardware == HardwareLimits() else {
      return StreamAnalysis(plan, hardware, interruption: interruption)?.findings
    }
    return plan.analysis.streams(of: plan, interruption: interruption)?.findings
  }

  /// Pairs of instructions that race, in the order of the functional clock.
  /// - Returns: `nil` if it was interrupted.
  public func races(interruption: Interruption = .never) -> [Race]? {
    machine.plan.analysis.races(of: machine.plan, interruption: interruption)
  }

  /// The instruction that pushes the token that `instruction` pops from a queue.
  public func pusher(ofPopBy instruction: InstructionNumber, queue: String) -> InstructionNumber? {
    let plan = machine.plan
    guard let queue = description.tokens.firstIndex(where: { $0.name == queue }),
      let index = plan.index(of: instruction)
    else { return nil }
    let pairs = plan.analysis.deadlocks(of: plan).pairs
    return plan.number(ofAny: pairs.pusher(ofPopBy: index, queue: queue))
  }

  /// The instruction that pops the token that `instruction` pushes into a queue.
  public func popper(ofPushBy instruction: InstructionNumber, queue: String) -> InstructionNumber? {
    let plan = machine.plan
    guard let queue = description.tokens.firstIndex(where: { $0.name == queue }),
      let index = plan.index(of: instruction)
    else { return nil }
    let pairs = plan.analysis.deadlocks(of: plan).pairs
    return plan.number(ofAny: pairs.popper(ofPushBy: index, queue: queue))
  }

}
