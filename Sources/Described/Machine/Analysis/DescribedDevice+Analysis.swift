public import Simulation
public import Support
public import TargetKit

extension DescribedDevice: Analyzable {

  /// - Parameter hardware: room that an implementation has is not looked at; the description says it.
  public func lint(
    _ hardware: HardwareLimits, interruption: Interruption
  ) -> [LintFinding]? {
    guard let races = races(interruption: interruption) else { return nil }
    return interruption.governing { analysis.findings(of: program, history, races) }
  }

  public var implementations: [String] { [] }

  public func lint(
    for implementation: String, interruption: Interruption
  ) -> [LintFinding]? { nil }

  /// Pairs of instructions that race, as a run on a copy finds them.
  public func races(interruption: Interruption) -> [Race]? {
    interruption.governing { analysis.races(of: program, history) }
  }

}

extension DescribedDevice: TokenFlowing {

  public var tokenQueues: [TokenQueueState] {
    let position = timeline.machine.position
    return program.queues.indices.map { index in
      let queue = program.queues[index]
      let (pushes, pops) = (program.tokens.pushes[index], program.tokens.pops[index])
      let pushed = position.finishedCount(of: pushes.instructions, by: queue.from, program)
      let popped = position.finishedCount(of: pops.instructions, by: queue.to, program)
      let level = position.levels[index]
      return TokenQueueState(
        name: queue.name, from: program.units[queue.from].name,
        to: program.units[queue.to].name, level: level, capacity: queue.depth,
        pushers: pushes.last(level, of: pushed).map { program.number($0) },
        lastPush: program.number(ofAny: pushes.instructions[..<pushed].last),
        lastPop: program.number(ofAny: pops.instructions[..<popped].last),
        nextPush: program.number(ofAny: pushes.instructions[pushed...].first),
        nextPop: program.number(ofAny: pops.instructions[popped...].first))
    }
  }

  public func pusher(ofPopBy instruction: InstructionNumber, queue: String) -> InstructionNumber? {
    partner(of: instruction, queue, \.pops) { program.tokens.pusher(for: $1, of: $0) }
  }

  public func popper(ofPushBy instruction: InstructionNumber, queue: String) -> InstructionNumber? {
    partner(of: instruction, queue, \.pushes) { program.tokens.popper(for: $1, of: $0) }
  }

  private func partner(
    of instruction: InstructionNumber, _ name: String,
    _ uses: (DecodedInstruction) -> [QueueUse], _ find: (Int, QueueUse) -> Int?
  ) -> InstructionNumber? {
    guard let index = program.index(of: instruction),
      let use = uses(program.instructions[index]).first(where: {
        program.queues[$0.queue].name == name
      })
    else { return nil }
    return program.number(ofAny: find(index, use))
  }

}

extension MachinePosition {

  /// How many of these instructions, which are all of one unit, have finished.
  /// - Cost: O(log(instructions)).
  func finishedCount(of list: [Int], by unit: Int, _ program: MachineProgram) -> Int {
    let own = program.lists[unit]
    guard heads[unit] < own.count else { return list.count }
    return list.partitioningIndex { $0 >= own[heads[unit]] }
  }

}
