import Support

/// Which instruction pushes what another pops.
///
/// The n-th that is popped from a queue is the n-th that was put into it, whatever the schedule: first
/// those that it began with, then those that were pushed.
struct TokenPairs: Sendable {

  /// For each queue what is pushed and popped.
  private(set) var pushes: [Ledger]
  private(set) var pops: [Ledger]

  /// How much is in each queue before the first instruction.
  private let initial: [Int]

  /// How much has gone one way, instruction by instruction.
  struct Ledger: Sendable {

    /// Those that move something, in order.
    private(set) var instructions: [Int] = []

    /// What has gone with each, and all before it.
    private var totals: [Int] = []

    fileprivate mutating func append(_ index: Int, _ count: Int) {
      guard count > 0 else { return }
      instructions.append(index)
      totals.append((totals.last ?? 0) &+ count)
    }

    /// What has gone with the first so many instructions.
    func total(_ count: Int) -> Int { count > 0 ? totals[count - 1] : 0 }

    /// The last of the first so many instructions that the last `level` went with.
    func last(_ level: Int, of count: Int) -> ArraySlice<Int> {
      let begin = totals[..<count].partitioningIndex { $0 > total(count) - level }
      return instructions[begin ..< count]
    }

    /// What has gone with those before an instruction.
    /// - Cost: O(log(instructions)).
    func total(before index: Int) -> Int {
      total(instructions.partitioningIndex { $0 >= index })
    }

    /// The instruction with which so much has gone; nil where it is nothing, or never so much.
    /// - Cost: O(log(instructions)).
    func first(reaching total: Int) -> Int? {
      let place = totals.partitioningIndex { $0 >= total }
      return total > 0 && place < instructions.count ? instructions[place] : nil
    }
  }

  /// Of the first instructions alone where the work is to end.
  init(_ instructions: [DecodedInstruction], initial: [Int]) {
    self.initial = initial
    pushes = initial.map { _ in Ledger() }
    pops = pushes
    guard !initial.isEmpty else { return }
    for slice in Slices(instructions.count, size: 1 << 12) {
      for index in slice {
        for use in instructions[index].pushes { pushes[use.queue].append(index, use.count) }
        for use in instructions[index].pops { pops[use.queue].append(index, use.count) }
      }
    }
  }

  /// The instruction that pushes the last of what `index` needs of a queue; nil if there is none.
  /// - Cost: O(log(instructions)).
  func pusher(for use: QueueUse, of index: Int) -> Int? {
    let total = pops[use.queue].total(before: index) + use.needed
    return pushes[use.queue].first(reaching: total - initial[use.queue])
  }

  /// The instruction that pops the first of what `index` pushes into a queue; nil if there is none.
  /// - Cost: O(log(instructions)).
  func popper(for use: QueueUse, of index: Int) -> Int? {
    guard use.count > 0 else { return nil }
    let total = pushes[use.queue].total(before: index) + initial[use.queue]
    return pops[use.queue].first(reaching: total + 1)
  }

  /// The instruction whose pop makes the last of the room that `index` needs in a queue of that
  /// depth.
  func popper(makingRoomFor use: QueueUse, of index: Int, depth: Int) -> Int? {
    let total = pushes[use.queue].total(before: index) + initial[use.queue]
    return pops[use.queue].first(reaching: total + use.needed - depth)
  }

}
