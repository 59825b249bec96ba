/// What a driver's device is to be.
public struct DriverSetup: Sendable, Hashable {

  /// A memory on the chip with cells of its own.
  public struct Memory: Sendable, Hashable {

    public var name: String

    /// - Units: bytes of one element.
    public var elementBytes: Int

    /// - Units: elements.
    public var depth: Int

    public init(name: String, elementBytes: Int, depth: Int) {
      self.name = name
      self.elementBytes = elementBytes
      self.depth = depth
    }
  }

  /// Of the description of the accelerator.
  public var name: String
  public var version: String

  /// The addresses of DRAM that are used.
  public var addresses: Range<Int>

  /// - Units: bytes of one instruction; 0 where they have several widths.
  public var instructionBytes: Int

  /// A read names one by its place here.
  public var memories: [Memory]

  public init(
    name: String, version: String, addresses: Range<Int>, instructionBytes: Int,
    memories: [Memory]
  ) {
    self.name = name
    self.version = version
    self.addresses = addresses
    self.instructionBytes = instructionBytes
    self.memories = memories
  }

  /// As the process of the driver reads it.
  var bytes: [UInt8] {
    let head = [addresses.lowerBound, addresses.upperBound, instructionBytes, memories.count]
    let numbers = head + memories.flatMap { [$0.elementBytes, $0.depth] }
    let texts = [name, version] + memories.map(\.name)
    return numbers.flatMap { number in
      (0 ..< 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    } + texts.flatMap { $0.utf8.filter { $0 != 0 } + [0] }
  }

}
