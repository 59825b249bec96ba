import Support

/// Which instruction pushes the token that another pops.
///
/// The n-th pop of a queue takes the n-th token that was put into it, whatever the schedule: first
/// those that it began with, then those that were pushed.
struct TokenPairs: Sendable {

  /// For each queue the instructions that push and pop, in order.
  private(set) var pushes: [[Int]]
  private(set) var pops: [[Int]]

  /// - Units: tokens in each queue before the first instruction.
  private let initial: [Int]

  /// Of the first instructions alone where the work is to end.
  init(_ instructions: [DecodedInstruction], initial: [Int]) {
    self.initial = initial
    pushes = initial.map { _ in [] }
    pops = pushes
    guard !initial.isEmpty else { return }
    for slice in Slices(instructions.count, size: 1 << 12) {
      for index in slice {
        for queue in instructions[index].pushes { pushes[queue].append(index) }
        for queue in instructions[index].pops { pops[queue].append(index) }
      }
    }
  }

  /// The instruction that pushes what `index` pops from `queue`; nil if there is none.
  /// - Cost: O(log(instructions)).
  func pusher(ofPopBy index: Int, queue: Int) -> Int? {
    partner(of: index, in: pops[queue], other: pushes[queue], shift: -initial[queue])
  }

  /// The instruction that pops what `index` pushes into `queue`; nil if there is none.
  /// - Cost: O(log(instructions)).
  func popper(ofPushBy index: Int, queue: Int) -> Int? {
    partner(of: index, in: pushes[queue], other: pops[queue], shift: initial[queue])
  }

  /// The instruction whose pop makes room for what `index` pushes into a queue of that depth.
  func popper(makingRoomFor index: Int, queue: Int, depth: Int) -> Int? {
    partner(of: index, in: pushes[queue], other: pops[queue], shift: initial[queue] - depth)
  }

  private func partner(of index: Int, in list: [Int], other: [Int], shift: Int) -> Int? {
    let place = list.partitioningIndex { $0 >= index }
    guard place < list.count, list[place] == index, other.indices.contains(place + shift) else {
      return nil
    }
    return other[place + shift]
  }

}
