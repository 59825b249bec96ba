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

  /// What it has done so far, in steps of any kind: a measure of the time that doing it took.
  var work: Int { get }

  /// Does up to `count` steps of the instruction that runs or runs next, and no step of another.
  ///
  /// At the end of a stream this begins the next one. Nothing happens after a final stop.
  mutating func advance(steps count: Int)

  /// The state as it is.
  /// - Cost: O(what changed since the last checkpoint that was taken or restored).
  mutating func checkpoint() -> Checkpoint

  /// Makes the state what it was.
  /// - Cost: O(difference between the two states).
  mutating func restore(_ checkpoint: Checkpoint)

  /// Of all that has a meaning to a program: memories, tokens, positions and counters.
  var stateHash: StateHash { get }

}
