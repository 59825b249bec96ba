public import Support

/// A copy between DRAM and a buffer.
public struct TileTransfer: Sendable, Hashable {

  /// How a box is cut into what one instruction moves: rows of columns, a fixed distance apart.
  public struct Plan: Sendable, Hashable {

    /// Axes with an instruction for each index.
    public var each: [AxisName]

    /// Neighbouring axes that are the rows and the columns; they are dense in DRAM where more than
    /// one axis is merged.
    public var rows: [AxisName]
    public var columns: [AxisName]

    public init(each: [AxisName], rows: [AxisName], columns: [AxisName]) {
      self.each = each
      self.rows = rows
      self.columns = columns
    }
  }

  public var direction: TransferDirection
  public var buffer: BufferName
  public var slice: Slice

  /// The memory, or the view of one, that the instruction names; `nil` until copies are turned
  /// into DMA.
  public var memory: MemoryName?
  public var plan: Plan?

  public init(_ direction: TransferDirection, _ buffer: BufferName, _ slice: Slice) {
    self.direction = direction
    self.buffer = buffer
    self.slice = slice
  }

}

extension TileTransfer: CustomStringConvertible {

  public var description: String {
    let ends = direction.isLoad ? "\(buffer) <- \(slice)" : "\(slice) <- \(buffer)"
    guard let plan else { return "copy " + ends }
    let verb = direction.isLoad ? "load" : "store"
    let list = [("each", plan.each), ("rows", plan.rows), ("columns", plan.columns)]
    let parts = list.filter { !$0.1.isEmpty }.map { name, axes in
      "\(name) \(axes.map(\.text).joined(separator: "*"))"
    }
    return "\(verb) \(ends) as \(memory?.text ?? "") \(parts.joined(separator: ", "))"
  }

}
