import Simulation
import TargetKit

/// Whether the streams of a plan get stuck, and where; worked out once.
///
/// A deadlock is certain as soon as one unit waits at an instruction that never runs. Which ones
/// never run does not depend on the schedule, so a run of tokens alone says it before; streams that
/// end need no look while they run.
struct DeadlockFinder: Sendable {

  let program: TokenProgram
  let simulation: TokenSimulation
  let pairs: TokenPairs

  init(_ plan: MachinePlan) {
    program = TokenProgram(plan)
    simulation = TokenSimulation(program)
    pairs = TokenPairs(program)
  }

  /// For each unit the instruction that it waits at for ever; `nil` for the others.
  var stuck: [Int?] { simulation.stuck }

  var completes: Bool { simulation.completes }

  /// What is known of units that stand before `heads`, of which one waits for ever.
  func deadlock(_ state: TokenState, _ plan: MachinePlan, repairs: [Repair] = []) -> Deadlock {
    let waits = state.waits(plan, pairs)
    let starved = waits.first { $0.partnerInstruction == nil }
    return Deadlock(
      waits: waits, cycle: DeadlockFinder.cycle(of: waits), starvedQueue: starved?.queue,
      culprit: repairs.first { $0.isSet }?.instruction
        ?? plan.number(ofAny: (starved ?? waits.first).flatMap { culprit(of: $0, plan) }),
      repairs: repairs)
  }

  /// Units of which each waits for the next, from the first that is in such a circle.
  private static func cycle(of waits: [Deadlock.Wait]) -> [String] {
    for start in waits {
      var path = [start.unit]
      while let wait = waits.first(where: { $0.unit == path.last }),
        wait.partnerInstruction != nil
      {
        if wait.partner == start.unit { return path }
        if path.contains(wait.partner) { break }
        path.append(wait.partner)
      }
    }
    return []
  }

  /// The last instruction of the partner before the one that waits that does not push, or pop.
  private func culprit(of wait: Deadlock.Wait, _ plan: MachinePlan) -> Int? {
    guard let queue = plan.description.tokens.firstIndex(where: { $0.name == wait.queue }) else {
      return nil
    }
    let isToken = wait.reason == .token
    let unit = isToken ? program.from[queue] : program.to[queue]
    let masks = isToken ? program.pushes : program.pops
    let list = program.lists[unit]
    guard let index = plan.index(of: wait.instruction) else { return nil }
    let begin = program.stream(program.stream(of: index)).lowerBound
    return list[..<list.countBelow(index)].last {
      Int($0) >= begin && masks[Int($0)] >> UInt32(queue) & 1 == 0
    }.map { Int($0) }
  }

}
