/// A box of a value in DRAM, or the whole of a buffer.
public struct Slice: Sendable, Hashable {

  /// Along one axis: where the box starts and how long it is; it may reach outside of the value,
  /// where everything is zero.
  public struct Range: Sendable, Hashable {
    public var start: Linear
    public var count: Linear

    public init(_ start: Linear, _ count: Linear) {
      self.start = start
      self.count = count
    }
  }

  /// The value or the buffer.
  public var name: String

  /// One range for each axis; empty for the whole.
  public var ranges: [Range]

  public init(_ name: String, _ ranges: [Range] = []) {
    self.name = name
    self.ranges = ranges
  }

  /// The names of the loops that it depends on.
  public var variables: Set<String> {
    var names: Set<String> = []
    for range in ranges {
      for term in range.start.terms + range.count.terms {
        names.insert(term.name.filter { $0 != "|" })
      }
    }
    return names
  }

}

extension Slice: CustomStringConvertible {
  public var description: String {
    ranges.isEmpty ? name : "\(name)[\(ranges.map(\.description).joined(separator: ", "))]"
  }
}

extension Slice.Range: CustomStringConvertible {
  /// `start:count`, or `start` alone for one element.
  public var description: String { count == 1 ? "\(start)" : "\(start):\(count)" }
}
