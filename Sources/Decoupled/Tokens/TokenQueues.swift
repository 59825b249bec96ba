/// Token queues with what they hold.
struct TokenQueues: Sendable, Hashable {

  /// For each queue how many tokens it holds, and how many of them can be popped.
  private(set) var levels: [Int]
  private(set) var ready: [Int]

  /// What follows for instructions.
  private(set) var gate = TokenGate()

  /// - Units: tokens; `Int.max` for any number.
  private let depths: [Int]

  init(depths: [Int], initial: [Int]) {
    self.depths = depths
    levels = initial
    ready = initial
    for queue in levels.indices { note(queue) }
  }

  /// Takes a token from each of these queues.
  mutating func pop(_ queues: UInt32) {
    for queue in queues.bits {
      levels[queue] -= 1
      ready[queue] -= 1
      note(queue)
    }
  }

  /// Puts a token into each of these queues, which uses room there and can't be popped yet.
  mutating func send(_ queues: UInt32) {
    for queue in queues.bits {
      levels[queue] += 1
      note(queue)
    }
  }

  /// Lets a token that was sent be popped.
  mutating func arrive(_ queue: Int) {
    ready[queue] += 1
    note(queue)
  }

  /// Puts a token into each of these queues that can be popped at once.
  mutating func push(_ queues: UInt32) {
    for queue in queues.bits {
      levels[queue] += 1
      ready[queue] += 1
      note(queue)
    }
  }

  private mutating func note(_ queue: Int) {
    gate.note(queue, level: levels[queue], ready: ready[queue], depth: depths[queue])
  }

}
