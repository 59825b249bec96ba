/// How the lanes of a memory are written.
public enum LaneFormat: String, Sendable, Hashable, CaseIterable { case decimal, hexadecimal }

/// One element of a memory as a reader sees it.
public struct MemoryRowView: Sendable, Hashable {

  /// One lane: what it holds, and what it held before the last step changed it.
  public struct Lane: Sendable, Hashable {

    public var text: String
    public var previous: String?

    public init(_ text: String, was previous: String? = nil) {
      self.text = text
      self.previous = previous
    }

  }

  public var index: Int
  public var lanes: [Lane]

  public init(index: Int, lanes: [Lane]) {
    self.index = index
    self.lanes = lanes
  }

}
