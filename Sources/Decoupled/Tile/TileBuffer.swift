/// A block of one of the accelerator's memories, made anew each time that its declaration runs.
public struct TileBuffer: Sendable, Hashable {

  public var name: BufferName

  /// The memory that it lies in; `nil` until operands are cached.
  public var memory: MemoryName?

  /// One extent for each axis, in elements of the memory.
  public var extents: [Linear]

  /// How many of them there are, used in turn.
  public var contexts = 1

  /// Where each context starts, in elements of the memory; empty until memory is allocated.
  public var addresses: [Int] = []

  public init(_ name: BufferName, memory: MemoryName? = nil, _ extents: [Linear]) {
    self.name = name
    self.memory = memory
    self.extents = extents
  }

}

extension TileBuffer: CustomStringConvertible {
  public var description: String {
    let head = memory.map { "alloc \(name): \($0)" } ?? "local \(name): "
    let extents = "[\(extents.map(\.description).joined(separator: ", "))]"
    let contexts = contexts == 1 ? "" : " x\(contexts)"
    let places =
      addresses.isEmpty ? "" : " at " + addresses.map(String.init).joined(separator: ", ")
    return head + extents + contexts + places
  }
}
