/// What a statement says to a queue, beside a count; the raw value is its spelling.
public enum QueueVerb: String, Hashable, Sendable, CaseIterable {

  /// Not before at most so many are outstanding.
  case wait

  /// So many more are outstanding.
  case signal

  /// Not before a buffer has room for so many.
  case reserve

  /// So many more are in a buffer once the instruction has ended; it begins when there is room.
  case push

  /// Not before so many are in a buffer.
  case peek

  /// So many are gone from a buffer once the instruction has ended; it begins when they are there.
  case pop

  /// What a statement says, as the reference has it.
  var meaning: String {
    switch self {
    case .wait: "not before at most n are outstanding on a queue"
    case .signal: "n more are outstanding on a queue"
    case .reserve: "not before a buffer has room for n"
    case .push: "not before a buffer has room for n, which are in it once the instruction has ended"
    case .peek: "not before n are in a buffer"
    case .pop: "not before n are in a buffer, whose room is free once the instruction has ended"
    }
  }

  var example: String {
    switch self {
    case .wait: "wait(dma, n); acc[d] = 0"
    case .signal: "signal(dma, 1)"
    case .reserve: "reserve(tiles, n)"
    case .push: "inp[d:d+n] = dram(int8, at, n, 16); push(tiles, n)"
    case .peek: "peek(tiles, n)"
    case .pop: "pop(tiles, 1); acc[d:d+n] += inp[s:s+n] @ wgt[w]"
    }
  }

}
