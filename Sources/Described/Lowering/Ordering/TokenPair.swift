/// A token by which an instruction waits for another: where it is put into a queue, and where it is
/// taken.
struct TokenPair: Hashable, Sendable {
  var push: Int
  var pop: Int
}

extension [TokenPair] {

  /// As few of these that all of them are carried, in the order in which a queue gives tokens back.
  ///
  /// A token that is pushed later and popped earlier carries another: units do their instructions
  /// in order. What is left grows on both sides, so that the n-th pop takes the n-th push.
  func thinned() -> [TokenPair] {
    var kept: [TokenPair] = []
    for pair in sorted(by: { ($0.pop, -$0.push) < ($1.pop, -$1.push) })
    where kept.last.map({ $0.push < pair.push }) ?? true {
      kept.append(pair)
    }
    return kept
  }

  /// Fewer, so that there are never more than `depth` tokens in the queue while the program runs in
  /// its order.
  ///
  /// Of two tokens that are in the queue at the same time the later push and the earlier pop carry
  /// both.
  /// - Before: they are thinned, and `depth` is 1 or more.
  func fitted(toDepth depth: Int) -> [TokenPair] {
    var kept: [TokenPair] = []
    for pair in self {
      var next = pair
      while kept.count >= depth, kept[kept.count - depth].pop > next.push {
        next.pop = kept.removeLast().pop
      }
      kept.append(next)
    }
    return kept
  }

}
