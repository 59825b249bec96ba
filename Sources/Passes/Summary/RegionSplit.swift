public import GraphIR
public import Support

/// What keeps a region apart from the one of the same accelerator that comes before it.
public struct RegionSplit: Sendable, Hashable {

  public enum Kind: String, Sendable, Hashable, CaseIterable {

    /// An operator on the way from one to the other is somewhere else.
    case `operator`

    /// The one reads what the other gives, and they were not made one.
    case unmerged

    /// The one does not need the other.
    case independent
  }

  public var kind: Kind

  /// The regions, by their places in the summary.
  public var before: Int
  public var after: Int

  /// The operator, the first on the way that does more than change scales.
  public var node: ID<Node>?

  /// How many operators more are on the way.
  public var others = 0

  /// Where the operator is, if that is another accelerator.
  public var owner: String?

  /// Why it is there, or why the two were not made one.
  public var cause: HostCause?

}
