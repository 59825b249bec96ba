/// Elements of a memory.
public struct MemoryAnswer: Sendable, Hashable {

  /// An element with its lanes, or 16 bytes of DRAM.
  public struct Row: Sendable, Hashable {

    /// The element, or the address of the first byte.
    public var index: Int

    /// Of floats, their bits.
    public var values: [Int]

    /// The values as the format that was asked for writes them.
    public var text: String

    /// Whether the last write wrote it.
    public var isChanged: Bool
  }

  public var memory: String

  /// Whether the rows are bytes of DRAM, known by their addresses.
  public var isBytes: Bool

  public var rows: [Row]

}
