/// A box of a value in DRAM.
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

  public var value: ValueName

  /// One range for each axis.
  public var ranges: [Range]

  public init(_ value: ValueName, _ ranges: [Range]) {
    self.value = value
    self.ranges = ranges
  }

  /// The loops that it depends on.
  public var loops: Set<LoopName> {
    Set(ranges.flatMap { $0.start.terms + $0.count.terms }.map(\.symbol.loop))
  }

}

extension Slice: CustomStringConvertible {
  public var description: String {
    "\(value)[\(ranges.map(\.description).joined(separator: ", "))]"
  }
}

extension Slice.Range: CustomStringConvertible {
  /// `start:count`, or `start` alone for one element.
  public var description: String { count == 1 ? "\(start)" : "\(start):\(count)" }
}
