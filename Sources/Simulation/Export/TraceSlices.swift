extension ExecutionTrace {

  /// A span of a unit with the instruction that it is a part of, or that waits.
  public struct Slice: Sendable, Hashable {
    public var span: Span

    /// The place in `instructions`; nil for a span that leads to none.
    public var instruction: Int?

    /// Whether the instruction has not begun yet.
    public var isBefore: Bool
  }

  /// All spans of a unit in order, each with its instruction.
  /// - Cost: O(spans of the unit + instructions).
  public func slices(of unit: Int) -> [Slice] {
    var slices = spans[unit].map { Slice(span: $0, instruction: nil, isBefore: false) }
    for (place, instruction) in instructions.enumerated() where instruction.unit == unit {
      for index in instruction.waits ..< instruction.first {
        slices[index].instruction = place
        slices[index].isBefore = true
      }
      for index in instruction.first ..< instruction.last { slices[index].instruction = place }
    }
    return slices
  }

  /// A token from its push to its pop.
  struct TokenPath {
    var queue: Int
    var push: Token
    var pop: Token
  }

  /// All tokens that are pushed and popped, in the order of their pops; queues are first in, first
  /// out.
  func tokenPaths() -> [TokenPath] {
    var waiting = queues.map { _ in [Token]() }
    var taken = queues.map { _ in 0 }
    var paths: [TokenPath] = []
    for token in tokens {
      if token.isPush {
        waiting[token.queue].append(token)
      } else if taken[token.queue] < waiting[token.queue].count {
        let push = waiting[token.queue][taken[token.queue]]
        taken[token.queue] += 1
        paths.append(TokenPath(queue: token.queue, push: push, pop: token))
      }
    }
    return paths
  }

  /// The levels of a token queue: from each cycle on, how many tokens are in it.
  func levels(of queue: Int) -> [(cycle: Int, level: Int)] {
    var level = 0
    return tokens.filter { $0.queue == queue }.map { token in
      level += token.isPush ? 1 : -1
      return (token.cycle, level)
    }
  }

}
