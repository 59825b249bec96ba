/// What an accelerator is made of, as far as its family knows parts like these.
public struct TargetParts: Sendable, Hashable {

  public struct Memory: Sendable, Hashable {
    public var name: String

    /// How many elements, their extents, and the type of a lane.
    public var depth: Int
    public var shape: [Int]
    public var element: String

    /// The memory that it is a view of.
    public var alias: String?

    public init(name: String, depth: Int, shape: [Int], element: String, alias: String? = nil) {
      self.name = name
      self.depth = depth
      self.shape = shape
      self.element = element
      self.alias = alias
    }
  }

  /// A queue of tokens from one unit to another.
  public struct Queue: Sendable, Hashable {
    public var name: String
    public var from: String
    public var to: String

    public init(name: String, from: String, to: String) {
      self.name = name
      self.from = from
      self.to = to
    }
  }

  public var units: [String]
  public var memories: [Memory]
  public var queues: [Queue]

  public init(units: [String] = [], memories: [Memory] = [], queues: [Queue] = []) {
    self.units = units
    self.memories = memories
    self.queues = queues
  }

}
