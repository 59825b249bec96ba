/// A run of a program that moves nothing but tokens.
///
/// Each token queue has one unit that pushes and one that pops, and units work in order; so which
/// instructions ever run does not depend on how fast units are. The order here is that of the
/// functional clock: of those that could run, the first in the program does.
struct TokenSimulation: Sendable {

  /// The instructions that run, in order.
  private(set) var sequence: [Int32] = []

  /// For each unit how many of its instructions run.
  private(set) var heads: [Int]

  /// For each token queue, how many tokens it holds in the end.
  private(set) var levels: [Int]

  /// The same for each stream that ends, at its end.
  private(set) var levelsAtEnd: [[Int]] = []

  /// The stream that never ends, if there is one, and how many instructions of the program are
  /// fetched until nothing goes on.
  private(set) var stuckStream: Int?
  private(set) var fetched = 0

  /// For each unit the first of its instructions that waits for ever in the queue of the unit.
  private(set) var stuck: [Int?]

  /// Bits of the queues that hold a token, and of those that have room.
  private var filled: UInt32 = 0
  private var roomy: UInt32 = .max

  /// - Cost: O(instructions × units).
  init(_ program: TokenProgram) {
    heads = program.lists.map { _ in 0 }
    stuck = program.lists.map { _ in nil }
    levels = program.from.map { _ in 0 }
    sequence.reserveCapacity(program.count)
    for queue in levels.indices { mark(queue, program) }
    for stream in program.streamEnds.indices {
      run(stream, program)
      guard sequence.count == program.streamEnds[stream] else {
        stuckStream = stream
        for unit in heads.indices { stuck[unit] = head(of: unit, program) }
        return
      }
      levelsAtEnd.append(levels)
    }
  }

  /// Whether every instruction runs.
  var completes: Bool { stuckStream == nil }

  /// Whether an instruction of a unit runs at some time.
  func runs(_ instruction: Int, _ program: TokenProgram) -> Bool {
    Int(program.ranks[instruction]) <= heads[Int(program.units[instruction])]
  }

  private mutating func run(_ stream: Int, _ program: TokenProgram) {
    let end = program.streamEnds[stream]
    fetch(to: end, program)
    while let index = ready(program) {
      for queue in program.pops[index].bits { change(queue, by: -1, program) }
      for queue in program.pushes[index].bits { change(queue, by: 1, program) }
      heads[Int(program.units[index])] += 1
      sequence.append(Int32(index))
      if fetched < end { fetch(to: end, program) }
    }
  }

  private func head(of unit: Int, _ program: TokenProgram) -> Int? {
    let list = program.lists[unit]
    guard heads[unit] < list.count else { return nil }
    let index = Int(list[heads[unit]])
    return index < fetched ? index : nil
  }

  private func ready(_ program: TokenProgram) -> Int? {
    var first: Int?
    for unit in heads.indices {
      guard let index = head(of: unit, program), index < first ?? .max,
        program.pops[index] & ~filled == 0, program.pushes[index] & ~roomy == 0
      else { continue }
      first = index
    }
    return first
  }

  private mutating func change(_ queue: Int, by amount: Int, _ program: TokenProgram) {
    levels[queue] += amount
    mark(queue, program)
  }

  private mutating func mark(_ queue: Int, _ program: TokenProgram) {
    let bit: UInt32 = 1 << UInt32(queue)
    filled = levels[queue] > 0 ? filled | bit : filled & ~bit
    roomy = levels[queue] < program.tokenDepths[queue] ? roomy | bit : roomy & ~bit
  }

  private mutating func fetch(to end: Int, _ program: TokenProgram) {
    while fetched < end {
      let unit = Int(program.units[fetched])
      let queued = Int(program.ranks[fetched]) - 1 - heads[unit]
      guard queued < program.queueDepths[unit] else { return }
      fetched += 1
    }
  }

}
