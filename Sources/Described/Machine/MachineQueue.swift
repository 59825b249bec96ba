import Simulation

/// What one unit puts something into for another: a queue of tokens, or a buffer of tiles.
struct MachineQueue: Sendable, Hashable {

  var name: String

  /// The places of the units that push and that pop.
  var from: Int
  var to: Int

  /// How much it holds at most; nil for any number.
  var depth: Int?

  /// How an instruction says that it pushes and pops: by a flag, or by a statement.
  var push: String
  var pop: String

  /// Whether what is popped makes room once the instruction has ended, and not when it begins.
  var keepsUntilEnd = false

}

/// What an instruction has to do with a queue.
struct QueueUse: Sendable, Hashable {

  /// Its place among those of the machine.
  var queue: Int

  /// How many it pushes, or pops; 0 where it waits alone.
  var count = 1

  /// How many there have to be, or for how many there has to be room, before it begins.
  var needed = 1

}

extension [QueueUse] {

  /// How much goes into, or comes from, a queue.
  func moves(in queue: Int) -> Int { first { $0.queue == queue }?.count ?? 0 }

}

extension OrderDescription {

  /// Whether units take their instructions from queues of their own and wait for what others put into
  /// queues; otherwise one instruction begins after the other.
  var hasQueues: Bool {
    switch self {
    case .tokens, .counted: true
    case .inOrder, .interlocks, .waits, .barriers, .none: false
    }
  }

  /// What queues hold.
  var content: Quantity {
    if case .counted = self { .tiles } else { .tokens }
  }

  /// What units put something into for each other.
  var queues: [MachineQueue] {
    switch self {
    case .tokens(let queues):
      queues.map {
        MachineQueue(
          name: $0.name, from: $0.from, to: $0.to, depth: $0.depth, push: $0.push, pop: $0.pop)
      }
    case .counted(let buffers):
      buffers.map {
        MachineQueue(
          name: $0.name, from: $0.from, to: $0.to, depth: $0.depth, push: "push(\($0.name), n)",
          pop: "pop(\($0.name), n)", keepsUntilEnd: true)
      }
    case .inOrder, .interlocks, .waits, .barriers, .none: []
    }
  }

}
