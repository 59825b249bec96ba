/// What a part of a memory holds.
public enum Occupancy: Sendable, Hashable, CaseIterable {
  case neverWritten
  case partlyWritten
  case written
  /// The last instruction that ran wrote something in it.
  case changed
}
