public import Effects
public import Support

/// One intrinsic under loops: what a kernel of micro-ops and an instruction's own loops will run.
public struct LoopNest: Sendable, Hashable {

  public enum Operation: Sendable, Hashable {

    /// Sets the destination to 0.
    case reset

    /// Adds the product of two blocks.
    case product

    /// A vector operation of the description, in place.
    case vector(AluOperation)

    /// What the instruction means that does it.
    var meaning: Meaning {
      switch self {
      case .reset, .product: .gemm
      case .vector: .alu
      }
    }
  }

  /// An element of a buffer, by one index for each axis.
  public struct Access: Sendable, Hashable {
    public var buffer: BufferName
    public var indices: [Linear]

    public init(_ buffer: BufferName, _ indices: [Linear]) {
      self.buffer = buffer
      self.indices = indices
    }
  }

  public struct Loop: Sendable, Hashable {
    public var variable: LoopName
    public var extent: Linear

    public init(_ variable: LoopName, _ extent: Linear) {
      self.variable = variable
      self.extent = extent
    }

    /// What its index is called in accesses.
    public var symbol: TileSymbol { .start(variable) }
  }

  /// Leaves out the points at which `index` is not in `0 ..< extent`.
  public struct Guard: Sendable, Hashable {
    public var index: Linear
    public var extent: Int

    public init(_ index: Linear, _ extent: Int) {
      self.index = index
      self.extent = extent
    }
  }

  /// Which loops the instruction runs itself, and which are written out as micro-ops.
  public struct Fold: Sendable, Hashable {

    /// At most two; each a group of neighbouring loops that run as one, outermost first.
    public var loops: [[LoopName]]

    public var microOps: [LoopName]

    public init(loops: [[LoopName]], microOps: [LoopName]) {
      self.loops = loops
      self.microOps = microOps
    }
  }

  public var operation: Operation
  public var destination: Access
  public var sources: [Access]
  public var immediate: Int?

  /// Outermost first.
  public var loops: [Loop]
  public var guards: [Guard]

  /// `nil` until loops are folded.
  public var fold: Fold?

  public init(
    _ operation: Operation, _ destination: Access, _ sources: [Access] = [], immediate: Int? = nil,
    loops: [Loop], guards: [Guard] = []
  ) {
    self.operation = operation
    self.destination = destination
    self.sources = sources
    self.immediate = immediate
    self.loops = loops
    self.guards = guards
  }

}

extension LoopNest: CustomStringConvertible {

  public var description: String {
    var text = head
    if !loops.isEmpty {
      text += " for " + loops.map { "\($0.variable)<\($0.extent)" }.joined(separator: ", ")
    }
    if !guards.isEmpty {
      text += " where " + guards.map(\.description).joined(separator: ", ")
    }
    guard let fold else { return text }
    let groups = fold.loops.map { $0.map(\.text).joined(separator: "*") }.joined(separator: ", ")
    text += " fold " + (groups.isEmpty ? "none" : groups)
    if !fold.microOps.isEmpty {
      text += " uops " + fold.microOps.map(\.text).joined(separator: ", ")
    }
    return text
  }

  private var head: String {
    switch operation {
    case .reset: return "reset \(destination)"
    case .product: return "gemm \(destination) += \(sources[0]) * \(sources[1])"
    case .vector(let name):
      return "alu \(name.rawValue) \(destination), "
        + (immediate.map(String.init) ?? sources.first?.description ?? "")
    }
  }

}

extension LoopNest.Access: CustomStringConvertible {
  public var description: String {
    "\(buffer)[\(indices.map(\.description).joined(separator: ", "))]"
  }
}

extension LoopNest.Guard: CustomStringConvertible {
  public var description: String { "\(index) in 0..<\(extent)" }
}
