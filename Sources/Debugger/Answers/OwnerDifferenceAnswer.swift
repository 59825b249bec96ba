/// The operators that are on another accelerator in one partition than in another.
public struct OwnerDifferenceAnswer: Sendable, Hashable {

  /// An operator that is elsewhere.
  public struct Change: Sendable, Hashable {
    public var node: String

    /// The operator in one line.
    public var text: String

    /// The accelerators that it was on and is on; `host` for none.
    public var before: String
    public var after: String
  }

  /// The two partitions: after how many passes, or for which accelerators.
  public var before: String
  public var after: String

  /// In the order of the program.
  public var changes: [Change]

}
