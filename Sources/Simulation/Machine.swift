public import Support

/// A machine whose state is a value; it only goes forward, and its steps depend on its state alone.
public protocol Machine: Sendable {

  /// The state at a moment, which shares with others what did not change between them.
  associatedtype Checkpoint: Sendable

  /// How far it has come.
  var mark: Mark { get }

  /// Why it stands still; only a final one, or the end of a stream, keeps it from going on.
  var stop: Stop { get }

  /// Does one step, or nothing if the last stop was final.
  mutating func step(_ size: StepSize)

  /// Goes on behind the end of a stream.
  mutating func beginNextStream()

  /// The state as it is.
  /// - Cost: O(what changed since the last checkpoint that was taken or restored).
  mutating func checkpoint() -> Checkpoint

  /// Makes the state what it was.
  /// - Cost: O(difference between the two states).
  mutating func restore(_ checkpoint: Checkpoint)

  /// Of all that has a meaning to a program: memories, tokens, positions and counters.
  var stateHash: StateHash { get }

}
