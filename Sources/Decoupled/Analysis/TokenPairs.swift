/// Which instruction pushes the token that another pops.
///
/// The n-th pop of a queue takes the n-th token that was pushed into it, whatever the schedule.
struct TokenPairs: Sendable {

  /// For each queue the instructions that push and pop, in order.
  let pushes: [[Int32]]
  let pops: [[Int32]]

  init(_ program: TokenProgram) {
    pushes = program.pushes.places(ofBits: program.from.count)
    pops = program.pops.places(ofBits: program.from.count)
  }

  /// The instruction that pushes what `index` pops from `queue`; `nil` if there is none.
  /// - Cost: O(log(instructions)).
  func pusher(ofPopBy index: Int, queue: Int) -> Int? {
    partner(of: index, in: pops[queue], other: pushes[queue])
  }

  /// The instruction that pops what `index` pushes into `queue`; `nil` if there is none.
  /// - Cost: O(log(instructions)).
  func popper(ofPushBy index: Int, queue: Int) -> Int? {
    partner(of: index, in: pushes[queue], other: pops[queue])
  }

  private func partner(of index: Int, in list: [Int32], other: [Int32]) -> Int? {
    let place = list.countBelow(index)
    guard place < list.count, Int(list[place]) == index, place < other.count else { return nil }
    return Int(other[place])
  }

}
