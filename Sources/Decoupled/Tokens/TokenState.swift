import Simulation
import TargetKit

/// How far each unit of a program has come, and what its next instruction waits for.
struct TokenState {

  let program: TokenProgram

  /// For each unit the instruction at the head of its queue, if there is one; and how many of its
  /// instructions have finished.
  let heads: [Int?]
  let finished: [Int]

  /// The first instruction behind the stream that runs.
  let end: Int

  /// The end of a run that moved only tokens, if it got stuck.
  init(_ program: TokenProgram, _ simulation: TokenSimulation) {
    self.program = program
    heads = simulation.stuck
    finished = simulation.heads
    end = simulation.stuckStream.map { program.streamEnds[$0] } ?? program.count
  }

  init(_ program: TokenProgram, heads: [Int?], finished: [Int], end: Int) {
    self.program = program
    self.heads = heads
    self.finished = finished
    self.end = end
  }

  /// How many of these instructions, which are all of one unit, have finished.
  func count(_ list: [Int32], of unit: Int) -> Int {
    let done = finished[unit]
    guard done > 0 else { return 0 }
    return list.countBelow(Int(program.lists[unit][done - 1]) + 1)
  }

  /// Who waits for what, one entry for each unit that waits.
  /// - Cost: O(units × log(instructions)).
  func waits(_ plan: MachinePlan, _ pairs: TokenPairs) -> [Deadlock.Wait] {
    heads.indices.compactMap { unit in
      guard let index = heads[unit] else { return nil }
      return wait(of: index, unit, plan, pairs)
    }
  }

  private func wait(
    of index: Int, _ unit: Int, _ plan: MachinePlan, _ pairs: TokenPairs
  ) -> Deadlock.Wait? {
    for queue in program.pops[index].bits {
      let pushed = count(pairs.pushes[queue], of: program.from[queue])
      let popped = count(pairs.pops[queue], of: program.to[queue])
      guard pushed <= popped else { continue }
      return wait(
        index, unit, queue, .token, program.from[queue], pairs.pushes, plan, (pushed, popped))
    }
    for queue in program.pushes[index].bits {
      let pushed = count(pairs.pushes[queue], of: program.from[queue])
      let popped = count(pairs.pops[queue], of: program.to[queue])
      guard pushed - popped >= program.tokenDepths[queue] else { continue }
      return wait(index, unit, queue, .room, program.to[queue], pairs.pops, plan, (pushed, popped))
    }
    return nil
  }

  private func wait(
    _ index: Int, _ unit: Int, _ queue: Int, _ reason: Deadlock.Wait.Reason, _ partner: Int,
    _ lists: [[Int32]], _ plan: MachinePlan, _ counts: (pushed: Int, popped: Int)
  ) -> Deadlock.Wait {
    let list = lists[queue]
    let place = count(list, of: partner)
    let next = place < list.count && Int(list[place]) < end ? Int(list[place]) : nil
    return Deadlock.Wait(
      unit: plan.description.units[unit].name, instruction: plan.number(index),
      queue: plan.description.tokens[queue].name, reason: reason,
      partner: plan.description.units[partner].name, partnerInstruction: plan.number(ofAny: next),
      pushed: counts.pushed, popped: counts.popped)
  }

}
