/// The instructions that a node became.
public struct WhereAnswer: Sendable, Hashable {

  public struct Region: Sendable, Hashable {
    public var name: String

    /// Runs of instruction numbers.
    public var ranges: [ClosedRange<Int>]
  }

  /// The node as it was asked for.
  public var node: String
  public var regions: [Region]

}

extension WhereAnswer {
  public init(of node: String, _ regions: [Region]) {
    self.node = node
    self.regions = regions
  }
}
