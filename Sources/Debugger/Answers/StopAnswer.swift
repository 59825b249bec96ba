/// An entry of the stop list that was set.
public struct StopAnswer: Sendable, Hashable {

  /// What stands at its location.
  public enum Places: Sendable, Hashable {

    /// No instruction: it is no place of an instruction, or nothing is there.
    case none

    /// It is not known yet: nothing runs.
    case pending

    case one(InstructionView)
    case several(Int)
  }

  /// What the user knows it by.
  public var number: Int

  /// Of its kind, as `Breakpoint`.
  public var title: String

  public var location: String
  public var places: Places

}

/// Why `apply` does not go on.
public struct PassStop: Sendable, Hashable {

  /// The entries that are before the pass, by their numbers.
  public var breakpoints: [Int]

  /// The pass, as it is written.
  public var pass: String

}
