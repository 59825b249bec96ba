import Simulation
import Support

/// Whether the streams of a plan get stuck, and where; worked out once.
///
/// A deadlock is certain as soon as one unit waits at an instruction that never runs. Which ones
/// never run does not depend on the schedule, so a run of tokens alone says it before; streams that
/// end need no look while they run.
struct DeadlockFinder: Sendable {

  let program: TokenProgram
  let simulation: TokenSimulation
  let pairs: TokenPairs

  /// Whether it was interrupted: nothing follows from it then.
  let isUnfinished: Bool

  init(_ plan: MachinePlan) { self.init(TokenProgram(plan)) }

  init(_ program: TokenProgram) {
    self.program = program
    simulation = TokenSimulation(program)
    pairs = TokenPairs(program)
    isUnfinished = simulation.isUnfinished || Interruption.current.isRequested
  }

  /// For each unit the instruction that it waits at for ever; `nil` for the others.
  var stuck: [Int?] { simulation.stuck }

  var completes: Bool { simulation.completes }

  /// What is known of streams of which a unit waits for ever, where units stand as in `state`.
  ///
  /// It is told how they end, and not only what shows by now: what waits now may do so because of
  /// another unit that has not even come to its instruction.
  func deadlock(_ state: TokenState, _ plan: MachinePlan, repairs: [Repair] = []) -> Deadlock {
    let last = completes ? state : TokenState(program, simulation)
    let waits = last.waits(plan, pairs, now: state.heads)
    return Deadlock(
      waits,
      culprit: repairs.lazy.compactMap(\.culprit).first
        ?? plan.number(ofAny: waits.culprit(plan, program)),
      repairs: repairs)
  }

}

extension Repair {
  /// The instruction that lacks a flag.
  fileprivate var culprit: InstructionNumber? {
    if case .set(let flag) = change { flag.instruction } else { nil }
  }
}

extension WaitGraph {

  /// The last instruction of the partner of the root before the one that waits that does not push,
  /// or pop.
  fileprivate func culprit(_ plan: MachinePlan, _ program: TokenProgram) -> Int? {
    guard let edge = rootEdge, let number = first?.instruction,
      let queue = plan.description.tokens.firstIndex(where: { $0.name == edge.queue }),
      edge.reason != .fetch, let index = plan.index(of: number)
    else { return nil }
    let isToken = edge.reason == .token
    let masks = isToken ? program.pushes : program.pops
    let list = program.lists[isToken ? program.from[queue] : program.to[queue]]
    let begin = program.stream(program.stream(of: index)).lowerBound
    return list[..<list.countBelow(index)].last {
      Int($0) >= begin && masks[Int($0)] >> UInt32(queue) & 1 == 0
    }.map { Int($0) }
  }

}
