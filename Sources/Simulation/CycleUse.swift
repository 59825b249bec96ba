/// What a unit does with a cycle. Every cycle of every unit has exactly one of these.
public enum CycleUse: Sendable, Hashable {

  /// Micro-ops run.
  case computing

  /// A burst is on the way: from its first beat to behind its last one.
  case moving

  /// A burst is granted, and no beat has come yet; or a write is not acknowledged yet.
  case latency

  /// Somebody else's burst has the port.
  case port

  /// The next instruction waits for a token of that queue.
  case token(queue: Int)

  /// The next instruction waits for room in that token queue.
  case room(queue: Int)

  /// The next instruction is not there yet.
  case instruction

  /// Getting ready, padding, and coming to an end.
  case overhead

  /// Instructions are dispatched to units.
  case dispatching

  /// The next instruction is to be dispatched to a unit whose queue is full.
  case queueFull

  /// There is no next instruction in this stream.
  case idle

  /// A number for each use, from 0 and without holes, for tables of totals.
  public var index: Int {
    switch self {
    case .computing: 0
    case .moving: 1
    case .latency: 2
    case .port: 3
    case .instruction: 4
    case .overhead: 5
    case .dispatching: 6
    case .queueFull: 7
    case .idle: 8
    case .token(let queue): 9 + 2 * queue
    case .room(let queue): 10 + 2 * queue
    }
  }

  /// How many uses there are, given how many token queues.
  public static func count(queues: Int) -> Int { 9 + 2 * queues }

  private static let plain: [Self] = [
    .computing, .moving, .latency, .port, .instruction, .overhead, .dispatching, .queueFull, .idle,
  ]

  public init(index: Int) {
    if index < Self.plain.count {
      self = Self.plain[index]
    } else {
      let queue = (index - Self.plain.count) / 2
      self = (index - Self.plain.count) % 2 == 0 ? .token(queue: queue) : .room(queue: queue)
    }
  }

  /// In words, with the name of the queue, such as `waits for a token of l2g`.
  public func name(queues: [String]) -> String {
    func name(_ queue: Int) -> String {
      queues.indices.contains(queue) ? queues[queue] : String(queue)
    }
    return switch self {
    case .computing: "computes"
    case .moving: "moves data"
    case .latency: "waits for DRAM"
    case .port: "waits for the port"
    case .instruction: "waits for an instruction"
    case .overhead: "overhead"
    case .dispatching: "dispatches"
    case .queueFull: "waits for room in an instruction queue"
    case .idle: "idle"
    case .token(let queue): "waits for a token of \(name(queue))"
    case .room(let queue): "waits for room in \(name(queue))"
    }
  }

  /// Whether the unit can not go on by itself.
  public var isWaiting: Bool {
    switch self {
    case .latency, .port, .token, .room, .instruction, .queueFull: true
    case .computing, .moving, .overhead, .dispatching, .idle: false
    }
  }

}
