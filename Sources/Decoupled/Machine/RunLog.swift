/// What ran when, as far as a machine ever came: the same for every way to the same moment.
///
/// It is not a part of the state. Going back leaves it as it is, and going forward again writes what
/// is there already.
struct RunLog: Sendable {

  /// The instruction that was the n-th to finish.
  private(set) var order: [Int32]

  /// For each instruction how many had finished when it began.
  private(set) var begun: [Int32]

  init(count: Int) {
    order = Array(repeating: -1, count: count)
    begun = Array(repeating: -1, count: count)
  }

  mutating func begin(_ instruction: Int, after finished: Int) {
    begun[instruction] = Int32(truncatingIfNeeded: finished)
  }

  mutating func finish(_ instruction: Int, after finished: Int) {
    order[finished] = Int32(truncatingIfNeeded: instruction)
  }

}
