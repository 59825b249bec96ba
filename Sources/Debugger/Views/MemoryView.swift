/// A memory of the accelerator as a reader sees it.
public struct MemoryView: Sendable, Hashable {

  /// As the description of the target calls it.
  public var name: String

  /// - Units: bytes
  public var size: Int

  /// How many elements (rows of lanes) it has, and how many lanes each of them.
  public var elementCount: Int
  public var lanes: Int

  /// The type of a lane, as `int8`.
  public var type: String

  /// Whether it is registers, whose numbers are what is of interest.
  public var isRegister = false

  /// The share of elements that were ever written, from 0 to 1.
  public var used = 0.0

  /// The last instructions that read it and wrote it.
  public var lastRead: Int?
  public var lastWrite: Int?

  /// The first element that the last write wrote.
  public var firstChanged: Int?

  public init(name: String, size: Int, elementCount: Int, lanes: Int, type: String) {
    self.name = name
    self.size = size
    self.elementCount = elementCount
    self.lanes = lanes
    self.type = type
  }

}
