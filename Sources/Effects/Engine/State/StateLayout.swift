public import Diagnostics
import Support
import Tensors

/// Where the parts of a machine's state lie in its cells, and where the memory of the host does.
///
/// Each part that is no view begins at a multiple of 64 bytes; a view begins where the part begins
/// that it is a view of. Segments of the host follow, each on pages of its own.
public struct StateLayout: Hashable, Sendable {

  /// A part of the state.
  public struct Place: Hashable, Sendable {

    public let type: NumberType

    /// - Units: bytes from the beginning of the cells.
    public let offset: Int

    public let shape: [Int]

    /// The distances of neighbours along each axis.
    /// - Units: numbers.
    public let strides: [Int]

    /// How many numbers it has.
    public let count: Int

    /// The part whose bytes it has: itself, unless it is a view.
    public let base: StateID

    /// - Units: bytes of the cells.
    public var bytes: Range<Int> { offset ..< offset + count * type.element.byteSize }
  }

  /// A run of the host's memory.
  public struct Segment: Hashable, Sendable {

    /// - Units: bytes, as instructions count them.
    public let addresses: Range<Int>

    /// - Units: bytes from the beginning of the cells.
    public let offset: Int
  }

  /// One for each part, in their order.
  public let places: [Place]

  /// In the order of addresses; they do not touch.
  public let segments: [Segment]

  /// - Units: bytes.
  public let byteCount: Int

  /// - Parameter host: the addresses where the host has memory, in any order.
  /// - Errors: a part is too large, or is a view of a part that is smaller or is no part; ranges of
  ///   the host overlap or are of negative addresses.
  public init(_ parts: [StatePart], host: [Range<Int>] = []) throws(Diagnostic) {
    var end = 0
    var places: [Place?] = parts.map { _ in nil }
    for (index, part) in parts.enumerated() where part.base == nil {
      let offset = try StateLayout.take(try StateLayout.size(of: part), &end, 64, part.name)
      places[index] = Place(part, at: offset, base: StateID(index))
    }
    for (index, part) in parts.enumerated() where part.base != nil {
      let base = try StateLayout.base(of: part, in: parts)
      let offset = places[base.index]?.offset ?? 0
      let (size, room) = (
        try StateLayout.size(of: part), try StateLayout.size(of: parts[base.index])
      )
      guard size <= room else {
        throw .error(
          "`\(part.name)` takes \(size) bytes, and `\(parts[base.index].name)` has \(room)",
          hints: ["make the view as large as what it is a view of, or smaller"])
      }
      places[index] = Place(part, at: offset, base: base)
    }
    self.places = places.compactMap(\.self)
    segments = try StateLayout.segments(host, &end)
    byteCount = end
  }

  private static func size(of part: StatePart) throws(Diagnostic) -> Int {
    guard let size = Tensor.byteCount(of: part.shape, part.type.element) else {
      throw .error(
        "`\(part.name)` can not have the extents \(part.shape)",
        hints: ["give each axis an extent of 0 or more, less than 16 GiB in all"])
    }
    return size
  }

  /// Takes room for so many bytes behind `end`.
  private static func take(
    _ size: Int, _ end: inout Int, _ alignment: Int, _ name: String
  ) throws(Diagnostic) -> Int {
    let start = (end + alignment - 1) / alignment * alignment
    guard size <= max(0, min(MemoryBudget.current.limit, mostBytes) - start) else {
      throw .error(
        "there is no room for `\(name)`: state and host memory take more than "
          + "\(min(MemoryBudget.current.limit, mostBytes)) bytes",
        hints: ["make it smaller, or allow for more memory"])
    }
    end = start + size
    return start
  }

  /// - Units: bytes.
  private static var mostBytes: Int { 1 << 36 }

  private static func base(of part: StatePart, in parts: [StatePart]) throws(Diagnostic) -> StateID
  {
    var id = part.base
    for _ in 0 ... parts.count {
      guard let here = id, parts.indices.contains(here.index) else { break }
      guard let next = parts[here.index].base else { return here }
      id = next
    }
    throw .error(
      "`\(part.name)` is a view of no part that has bytes",
      hints: ["name a part that is no view itself"])
  }

  private static func segments(
    _ host: [Range<Int>], _ end: inout Int
  ) throws(Diagnostic) -> [Segment] {
    var segments: [Segment] = []
    for range in host.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      guard range.lowerBound >= 0 else {
        throw .error("the host has no address \(range.lowerBound)", hints: ["count from 0 on"])
      }
      if let last = segments.last, last.addresses.upperBound >= range.lowerBound {
        guard last.addresses.upperBound == range.lowerBound else {
          throw .error(
            "two parts of the host's memory have the address \(range.lowerBound)",
            hints: ["give each address once"])
        }
        // What touches is one run; its room is contiguous as well.
        _ = try take(range.count, &end, 1, "host")
        segments[segments.count - 1] = Segment(
          addresses: last.addresses.lowerBound ..< range.upperBound, offset: last.offset)
      } else {
        segments.append(
          Segment(addresses: range, offset: try take(range.count, &end, 4096, "host")))
      }
    }
    return segments
  }

  /// The segment with all of these addresses; nil if there is none.
  /// - Cost: O(log(segments)).
  public func segment(containing addresses: Range<Int>) -> Segment? {
    let index = segments.partitioningIndex { $0.addresses.lowerBound > addresses.lowerBound } - 1
    guard index >= 0, segments[index].addresses.upperBound >= addresses.upperBound else {
      return nil
    }
    return segments[index]
  }

}

extension StateLayout.Place {
  fileprivate init(_ part: StatePart, at offset: Int, base: StateID) {
    type = part.type
    self.offset = offset
    shape = part.shape
    count = part.shape.product
    self.base = base
    var strides = [Int](repeating: 1, count: part.shape.count)
    for axis in part.shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * max(1, part.shape[axis + 1])
    }
    self.strides = strides
  }
}
