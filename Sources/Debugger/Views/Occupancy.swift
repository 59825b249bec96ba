/// What a part of a memory holds; where a part holds several things, the greatest.
public enum Occupancy: Int, Sendable, Hashable, Comparable, CaseIterable {
  case neverWritten
  /// Written, and not read again before it is overwritten.
  case dead
  /// Written for a later instruction than those that run now.
  case prefetched
  case live
  /// Written by the last step.
  case changed

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
