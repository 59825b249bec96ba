import Support

/// A run of a program that moves nothing but tokens.
///
/// Each token queue has one unit that pushes and one that pops, and units work in order; so which
/// instructions ever run does not depend on how fast units are. The order here is that of the
/// functional clock: of those that could run, the first in the program does.
struct TokenSimulation: Sendable {

  /// The instructions that run, in order.
  private(set) var sequence: [Int32] = []

  /// For each unit how many of its instructions run.
  let heads: [Int]

  /// For each token queue, how many tokens it holds in the end.
  let levels: [Int]

  /// The same for each stream that ends, at its end.
  private(set) var levelsAtEnd: [[Int]] = []

  /// The stream that never ends, if there is one, and how many instructions of the program are
  /// fetched until nothing goes on.
  private(set) var stuckStream: Int?
  let fetched: Int

  /// For each unit the first of its instructions that waits for ever in the queue of the unit.
  private(set) var stuck: [Int?]

  /// Whether it was interrupted: nothing follows from it then.
  private(set) var isUnfinished = false

  /// - Cost: O(instructions × units).
  init(_ program: TokenProgram) {
    stuck = program.lists.map { _ in nil }
    sequence.reserveCapacity(program.count)
    var run = TokenRun(program)
    var poll = Poll()
    isUnfinished = Interruption.current.isRequested
    for (stream, end) in program.streamEnds.enumerated() {
      if isUnfinished { break }
      run.fetch(to: end, program)
      while let index = run.step(to: end, program) {
        sequence.append(Int32(index))
        isUnfinished = poll.isRequested(after: 16)
        if isUnfinished { break }
      }
      if isUnfinished { break }
      guard run.finished == end else {
        stuckStream = stream
        stuck = stuck.indices.map { run.head(of: $0, program) }
        break
      }
      levelsAtEnd.append(run.queues.levels)
    }
    heads = run.heads
    levels = run.queues.levels
    fetched = run.fetched
  }

  /// Whether every instruction runs, or it is not known that one does not.
  var completes: Bool { stuckStream == nil }

  /// Whether an instruction of a unit runs at some time.
  func runs(_ instruction: Int, _ program: TokenProgram) -> Bool {
    Int(program.ranks[instruction]) <= heads[Int(program.units[instruction])]
  }

}
