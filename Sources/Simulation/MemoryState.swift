/// What is known of a memory, without its contents.
public struct MemoryState: Sendable, Hashable {

  public var name: String

  /// The type of one value, such as `int8`, and the extents of one element.
  public var element: String
  public var shape: [Int]

  /// - Units: elements.
  public var depth: Int

  /// - Units: bytes of one element.
  public var elementBytes: Int

  /// Whether it is registers, whose numbers are what is of interest.
  public var isRegister = false

  /// The memory whose cells these are, for a view.
  public var alias: String?

  /// How many elements have been written since the start.
  public var written: Int

  /// The last instruction that wrote it and the elements that it wrote; likewise of reading.
  public var lastWrite: Access?
  public var lastRead: Access?

  public struct Access: Sendable, Hashable {
    public var instruction: InstructionNumber

    /// Runs of elements, in order, not touching each other.
    public var ranges: [Range<Int>]

    public init(instruction: InstructionNumber, ranges: [Range<Int>]) {
      self.instruction = instruction
      self.ranges = ranges
    }
  }

  public init(
    name: String, element: String, shape: [Int], depth: Int, elementBytes: Int, alias: String?,
    written: Int, lastWrite: Access?, lastRead: Access?
  ) {
    self.name = name
    self.element = element
    self.shape = shape
    self.depth = depth
    self.elementBytes = elementBytes
    self.alias = alias
    self.written = written
    self.lastWrite = lastWrite
    self.lastRead = lastRead
  }

}
