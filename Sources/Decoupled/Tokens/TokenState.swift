import Simulation

/// How far each unit of a program has come, and what its next instruction waits for.
struct TokenState {

  let program: TokenProgram

  /// For each unit the instruction at the head of its queue, if there is one; and how many of its
  /// instructions have finished.
  let heads: [Int?]
  let finished: [Int]

  /// How many instructions have been fetched, and the first one behind the stream that runs.
  let fetched: Int
  let end: Int

  /// The end of a run that moved only tokens, if it got stuck.
  init(_ program: TokenProgram, _ simulation: TokenSimulation) {
    self.init(
      program, heads: simulation.stuck, finished: simulation.heads, fetched: simulation.fetched,
      end: simulation.stuckStream.map { program.streamEnds[$0] } ?? program.count)
  }

  init(_ program: TokenProgram, heads: [Int?], finished: [Int], fetched: Int, end: Int) {
    self.program = program
    self.heads = heads
    self.finished = finished
    self.fetched = fetched
    self.end = end
  }

  /// How many of these instructions, which are all of one unit, have finished.
  func count(_ list: [Int32], of unit: Int) -> Int {
    let done = finished[unit]
    guard done > 0 else { return 0 }
    return list.countBelow(Int(program.lists[unit][done - 1]) + 1)
  }

  /// What an instruction waits for.
  struct Need {
    let reason: WaitGraph.Edge.Reason
    let queue: Int

    /// The unit that would have to push (or, into a full queue, to pop), and its next instruction
    /// that would, if there is one in the stream.
    let partner: Int
    let next: Int?

    let pushed: Int
    let popped: Int
  }

  /// All that keeps the next instruction of a unit from running.
  /// - Cost: O(log(instructions)).
  func needs(of unit: Int, _ pairs: TokenPairs) -> [Need] {
    guard let index = heads[unit] else { return [] }
    var gate = TokenGate()
    for queue in (program.pops[index] | program.pushes[index]).bits {
      let (pushed, popped) = counts(of: queue, pairs)
      let level = program.initialTokens[queue] + pushed - popped
      gate.note(queue, level: level, ready: level, depth: program.tokenDepths[queue])
    }
    return gate.missing(pops: program.pops[index], pushes: program.pushes[index]).map { missing in
      switch missing {
      case .token(let queue): need(.token, queue, program.from[queue], pairs.pushes, pairs)
      case .room(let queue): need(.room, queue, program.to[queue], pairs.pops, pairs)
      }
    }
  }

  private func counts(of queue: Int, _ pairs: TokenPairs) -> (pushed: Int, popped: Int) {
    (
      count(pairs.pushes[queue], of: program.from[queue]),
      count(pairs.pops[queue], of: program.to[queue])
    )
  }

  private func need(
    _ reason: WaitGraph.Edge.Reason, _ queue: Int, _ partner: Int, _ lists: [[Int32]],
    _ pairs: TokenPairs
  ) -> Need {
    let list = lists[queue]
    let place = count(list, of: partner)
    let (pushed, popped) = counts(of: queue, pairs)
    return Need(
      reason: reason, queue: queue, partner: partner,
      next: place < list.count && Int(list[place]) < end ? Int(list[place]) : nil,
      pushed: pushed, popped: popped)
  }

  /// The next instruction of a unit in the stream, fetched or not.
  func next(of unit: Int) -> Int? {
    let list = program.lists[unit]
    guard finished[unit] < list.count, Int(list[finished[unit]]) < end else { return nil }
    return Int(list[finished[unit]])
  }

}
