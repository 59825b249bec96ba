/// A program as boxes, the arrows between them, and the regions that they are in.
public struct GraphPicture: Sendable, Hashable {

  /// An operator, a group of operators that a pattern took, an input, or the result.
  public struct Box: Sendable, Hashable {

    public enum Kind: String, Sendable, Hashable { case input, output, `operator`, composite }

    public var kind: Kind

    /// What it is, as `nn.softmax` or `vta.conv2d`.
    public var title: String

    /// The identity of the node, and the operators of a composite.
    public var node: String
    public var operations: [String] = []

    /// The nodes of the model behind it.
    public var source = ""

    /// The region that it is in, by its place; nil on the host.
    public var region: Int?
  }

  /// A value that goes from one box to another.
  public struct Arrow: Sendable, Hashable {
    public var from: Int
    public var to: Int

    /// As `1×16×8×8 int8`; empty where it is not known.
    public var type: String
  }

  /// A region, with what stands at its head.
  public struct Region: Sendable, Hashable {
    public var name: String
    public var target: String
    public var caption: String

    /// Whether the host runs it after all.
    public var isLeft: Bool
  }

  public var title = ""

  /// Dependencies first.
  public var boxes: [Box] = []
  public var arrows: [Arrow] = []
  public var regions: [Region] = []

  /// The accelerators, in the order of their colours.
  public var targets: [String] = []

  public init() {}

}
