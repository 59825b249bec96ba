public import Support

/// A machine whose state is a value; it only goes forward, and where it goes depends on its state
/// alone.
public protocol Machine: Sendable {

  /// The state at a moment, which shares with others what did not change between them.
  associatedtype Checkpoint: Sendable

  /// How far it has come.
  var mark: Mark { get }

  /// How many steps the instruction has that runs, or that runs next; 0 if there is none.
  var stepCount: Int { get }

  /// Why it stands still; only a final one keeps it from going on.
  var stop: Stop { get }

  /// What it has done so far: an estimate of the time that it took, by the state alone.
  /// - Units: about a nanosecond.
  var work: Int { get }

  /// Whether it is in the midst of what belongs to one step, because that is much work. There it has
  /// no mark of its own and no checkpoint; `advance` and `run` go on with it.
  var isTorn: Bool { get }

  /// Does up to `count` steps of the instruction that runs or runs next, and no step of another.
  ///
  /// At the end of a stream this begins the next one. Nothing happens after a final stop. Of steps
  /// that are much work a part is done at a time.
  mutating func advance(steps count: Int)

  /// Does whole instructions until the mark is instruction `end`, or about so much work more has
  /// been done, or `test` holds after one; a stream that ends, or nothing to go on with, ends it
  /// too.
  ///
  /// An instruction with very many steps may be left half done, and one that was is gone on with.
  /// - Returns: whether `test` held.
  mutating func run(to end: Int, work: Int, until test: ((Self) -> Bool)?) -> Bool

  /// The state as it is.
  /// - Cost: O(what changed since the last checkpoint that was taken or restored).
  mutating func checkpoint() -> Checkpoint

  /// About how much work taking a checkpoint now would be.
  var checkpointWork: Int { get }

  /// Makes the state what it was.
  /// - Cost: O(difference between the two states).
  mutating func restore(_ checkpoint: Checkpoint)

  /// What a checkpoint holds that the ones before it do not.
  func byteCount(of checkpoint: Checkpoint) -> Int

  /// Of all that has a meaning to a program: memories, tokens, positions and counters.
  var stateHash: StateHash { get }

}

extension Machine {

  /// Does them one by one.
  public mutating func run(to end: Int, work: Int, until test: ((Self) -> Bool)?) -> Bool {
    let limit = self.work + work
    var now = mark
    while now.instruction < end && self.work < limit {
      advance(steps: 1 << 16)
      guard mark != now else { return false }
      now = mark
      if now.step == 0, let test, test(self) { return true }
      if case .streamEnd = stop { return false }
    }
    return false
  }

  public func byteCount(of checkpoint: Checkpoint) -> Int { MemoryLayout<Checkpoint>.size }

  public var checkpointWork: Int { 0 }

  public var isTorn: Bool { false }

}
