import Support

/// What stands in DRAM, where anything does.
public struct MemoryImage: Sendable, Hashable {

  /// Bytes that follow each other.
  public struct Segment: Sendable, Hashable {

    /// Physical, of the first byte.
    public var address: Int
    public var bytes: [UInt8]

    public init(address: Int, bytes: [UInt8]) {
      self.address = address
      self.bytes = bytes
    }

    public var addresses: Range<Int> { address ..< address + bytes.count }
  }

  /// A piece of DRAM with a name.
  public struct Region: Sendable, Hashable {

    /// What is in it: the manifest of a stream folder keeps the names.
    public enum Role: String, Sendable, Hashable, CaseIterable {
      case input, output, constant, scratch
      case microOps = "micro-ops"
      case instructions, other
    }

    public var name: String
    public var address: Int

    /// - Units: bytes.
    public var count: Int
    public var role: Role

    public init(name: String, address: Int, count: Int, role: Role = .other) {
      self.name = name
      self.address = address
      self.count = count
      self.role = role
    }
  }

  /// In order of address; they do not overlap.
  public private(set) var segments: [Segment]

  public var regions: [Region]

  public init(segments: [Segment] = [], regions: [Region] = []) {
    self.segments = segments.sorted { $0.address < $1.address }
    self.regions = regions
  }

  /// The segment that `address` is in.
  public func segmentIndex(containing address: Int) -> Int? {
    let index = segments.partitioningIndex { $0.address > address } - 1
    return index >= 0 && segments[index].addresses.contains(address) ? index : nil
  }

  /// The bytes from `address` on, if all of them are in one segment.
  public func bytes(at address: Int, count: Int) -> ArraySlice<UInt8>? {
    guard let index = segmentIndex(containing: address) else {
      return count == 0 ? [] : nil
    }
    let offset = address - segments[index].address
    guard count <= segments[index].bytes.count - offset else { return nil }
    return segments[index].bytes[offset ..< offset + count]
  }

  /// Replaces bytes that are there.
  /// - Returns: whether they were, all in one segment; nothing is changed otherwise.
  @discardableResult
  public mutating func replace(at address: Int, with bytes: some Collection<UInt8>) -> Bool {
    guard !bytes.isEmpty else { return true }
    guard let index = segmentIndex(containing: address) else { return false }
    let offset = address - segments[index].address
    guard bytes.count <= segments[index].bytes.count - offset else { return false }
    segments[index].bytes.replaceSubrange(offset ..< offset + bytes.count, with: bytes)
    return true
  }

  /// Adds a segment, which must not overlap another.
  /// - Returns: whether it did not; nothing is changed otherwise.
  @discardableResult
  public mutating func insert(_ segment: Segment) -> Bool {
    guard !segments.contains(where: { $0.addresses.overlaps(segment.addresses) }) else {
      return false
    }
    let index = segments.firstIndex { $0.address > segment.address } ?? segments.count
    segments.insert(segment, at: index)
    return true
  }

  public func region(_ name: String) -> Region? { regions.first { $0.name == name } }

}
