/// A run that moves nothing but tokens, instruction by instruction: of those that may run, the
/// first in the program does, as by the functional clock. A value.
struct TokenRun: Sendable {

  /// For each unit how many of its instructions have run.
  private(set) var heads: [Int]
  private(set) var queues: TokenQueues

  /// How many instructions of the program have run, and how many have been fetched.
  private(set) var finished = 0
  private(set) var fetched = 0

  init(_ program: TokenProgram) {
    heads = program.lists.map { _ in 0 }
    queues = TokenQueues(depths: program.tokenDepths, initial: program.initialTokens)
  }

  /// Puts instructions up to before `end` into the queues of their units, as far as there is room.
  mutating func fetch(to end: Int, _ program: TokenProgram) {
    while fetched < end {
      let unit = Int(program.units[fetched])
      guard
        InstructionQueue.hasRoom(
          fetched: Int(program.ranks[fetched]) - 1, finished: heads[unit],
          depth: program.queueDepths[unit])
      else { return }
      fetched += 1
    }
  }

  /// Runs the next instruction, of those before `end`.
  /// - Returns: which one; `nil` if none may run.
  /// - Cost: O(units).
  mutating func step(to end: Int, _ program: TokenProgram) -> Int? {
    guard let index = next(program) else { return nil }
    queues.pop(program.pops[index])
    queues.push(program.pushes[index])
    heads[Int(program.units[index])] += 1
    finished += 1
    if fetched < end { fetch(to: end, program) }
    return index
  }

  /// Puts a token into a queue that nobody has pushed.
  mutating func lend(_ queue: Int) { queues.push(1 << UInt32(queue)) }

  /// The instruction that a unit runs next, unless nothing has been fetched for it.
  func head(of unit: Int, _ program: TokenProgram) -> Int? {
    guard heads[unit] < program.lists[unit].count else { return nil }
    let index = Int(program.lists[unit][heads[unit]])
    return index < fetched ? index : nil
  }

  /// The choice of `SchedulePolicy.fifo`, without a sequence that would keep the program.
  private func next(_ program: TokenProgram) -> Int? {
    var first: Int?
    for unit in heads.indices {
      guard let index = head(of: unit, program), index < first ?? .max,
        queues.gate.allows(pops: program.pops[index], pushes: program.pushes[index])
      else { continue }
      first = index
    }
    return first
  }

}
