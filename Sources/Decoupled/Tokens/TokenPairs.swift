/// Which instruction pushes the token that another pops.
///
/// The n-th pop of a queue takes the n-th token that was put into it, whatever the schedule: first
/// those that it began with, then those that were pushed.
struct TokenPairs: Sendable {

  /// For each queue the instructions that push and pop, in order.
  let pushes: [[Int32]]
  let pops: [[Int32]]

  /// - Units: tokens in each queue before the first instruction.
  let initial: [Int]

  init(_ program: TokenProgram) {
    pushes = program.pushes.places(ofBits: program.from.count)
    pops = program.pops.places(ofBits: program.from.count)
    initial = program.initialTokens
  }

  /// The instruction that pushes what `index` pops from `queue`; `nil` if there is none.
  /// - Cost: O(log(instructions)).
  func pusher(ofPopBy index: Int, queue: Int) -> Int? {
    partner(of: index, in: pops[queue], other: pushes[queue], shift: -initial[queue])
  }

  /// The instruction that pops what `index` pushes into `queue`; `nil` if there is none.
  /// - Cost: O(log(instructions)).
  func popper(ofPushBy index: Int, queue: Int) -> Int? {
    partner(of: index, in: pushes[queue], other: pops[queue], shift: initial[queue])
  }

  /// The instruction that pushes what the pop number `place` of a queue takes, counted from 0.
  func pusher(ofPop place: Int, queue: Int) -> Int? {
    let place = place - initial[queue]
    return pushes[queue].indices.contains(place) ? Int(pushes[queue][place]) : nil
  }

  private func partner(
    of index: Int, in list: [Int32], other: [Int32], shift: Int
  ) -> Int? {
    let place = list.countBelow(index)
    guard place < list.count, Int(list[place]) == index, other.indices.contains(place + shift)
    else { return nil }
    return Int(other[place + shift])
  }

}
