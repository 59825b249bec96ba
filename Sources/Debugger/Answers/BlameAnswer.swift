/// What something came from.
public struct BlameAnswer: Sendable, Hashable {

  /// A node of the graph, the passes that made it of others, and the nodes of the model behind it.
  public struct Chain: Sendable, Hashable {

    /// A node of the model: its operator there, and its name.
    public struct Source: Sendable, Hashable {
      public var op: String
      public var name: String
    }

    public var node: String
    public var kind: String

    /// The last one first.
    public var passes: [String]
    public var sources: [Source]

    /// The pass that made it of nothing in the model, where that is so.
    public var maker: String?

    /// The function of the region that it is in.
    public var region: String?
  }

  /// The instruction that was asked for, if it was one.
  public var instruction: NamedInstruction?

  public var remark: String?

  /// The statement of the tile program that it was made from.
  public var statement: String?

  public var chains: [Chain] = []

  /// Whether no node of the model stands behind it, or nothing is known.
  public var isSynthetic = false
  public var isUnknown = false

}
