/// What differs between two programs.
public struct DifferenceAnswer: Sendable, Hashable {

  /// One thing that differs: a node by its identity with what it is, or a line of what a region was
  /// lowered to.
  public enum Line: Sendable, Hashable {
    case removed(node: String, String)
    case added(node: String, String, origin: String)
    case changed(node: String, from: String, to: String)

    /// To another function.
    case moved(node: String, String, from: String, to: String)

    /// The lines behind it are of this region.
    case region(String)
    case removedText(String)
    case addedText(String)
  }

  /// After how many passes the programs are.
  public var before: Int
  public var after: Int

  public var counts: Difference.Counts
  public var lines: [Line]

}
