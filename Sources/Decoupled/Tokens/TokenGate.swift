/// Which token queues hold something and which have no room, and what follows from that: the rule
/// of tokens. Schedules, the run of tokens alone and the cycle clock all ask it; the engine in C has
/// the one copy of it, and a test shows that it is the same.
struct TokenGate: Sendable, Hashable {

  /// A bit for each queue of which a token can be popped, and for each that has no room for another.
  private(set) var filled: UInt32 = 0
  private(set) var full: UInt32 = 0

  init() {}

  init(filled: UInt32, full: UInt32) {
    self.filled = filled
    self.full = full
  }

  /// Takes over what a queue holds.
  /// - Parameter ready: how many of its tokens can be popped; the others are still on their way.
  mutating func note(_ queue: Int, level: Int, ready: Int, depth: Int) {
    let bit: UInt32 = 1 << UInt32(queue)
    filled = ready > 0 ? filled | bit : filled & ~bit
    full = level >= depth ? full | bit : full & ~bit
  }

  /// What an instruction waits for.
  enum Missing: Sendable, Hashable {
    case token(queue: Int)
    case room(queue: Int)
  }

  /// Whether an instruction that pops and pushes these queues may run: it can have its tokens, and
  /// there is room for those that it pushes.
  @inline(__always)
  func allows(pops: UInt32, pushes: UInt32) -> Bool { pops & ~filled | pushes & full == 0 }

  /// All that keeps such an instruction from running; nothing if it may run.
  func missing(pops: UInt32, pushes: UInt32) -> [Missing] {
    (pops & ~filled).bits.map { .token(queue: $0) } + (pushes & full).bits.map { .room(queue: $0) }
  }

  /// The first thing that does.
  func firstMissing(pops: UInt32, pushes: UInt32) -> Missing? {
    if let queue = (pops & ~filled).bits.first { return .token(queue: queue) }
    return (pushes & full).bits.first.map { .room(queue: $0) }
  }

}

extension BitPositions {

  /// The lowest position.
  var first: Int? {
    var rest = self
    return rest.next()
  }

}
