/// How the lanes of a memory are written.
public enum LaneFormat: String, Sendable, Hashable, CaseIterable { case decimal, hexadecimal }

/// One element of a memory as a reader sees it.
public struct MemoryRowView: Sendable, Hashable {

  public var index: Int

  /// What each lane holds.
  public var lanes: [String]

  /// Whether the last instruction that ran wrote it.
  public var isChanged: Bool

  public init(index: Int, lanes: [String], isChanged: Bool = false) {
    self.index = index
    self.lanes = lanes
    self.isChanged = isChanged
  }

}
