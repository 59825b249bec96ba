/// A piece of the host's memory with the values that stand in it, as a reader sees it.
public struct StorageView: Sendable, Hashable {

  /// A value in it.
  public struct Value: Sendable, Hashable {

    /// As `%12 nn.relu`.
    public var node: String
    public var role: String

    /// - Units: bytes.
    public var byteCount: Int

    /// The step that makes it and the last that reads it.
    public var first: Int
    public var last: Int

    /// Nodes with the same bytes.
    public var views: [String]

    /// Channels in a block of the accelerator's layout; nil where it is laid out as the host does.
    public var block: Int?

    /// Whether it replaces, element by element, the value that stood there.
    public var isInPlace: Bool
  }

  public var number: Int

  /// - Units: bytes.
  public var byteCount: Int
  public var offset: Int

  /// Whether the caller of `main` owns it.
  public var isCallers: Bool

  /// Whether accelerators use it too.
  public var isShared: Bool
  public var values: [Value]
}
