public import Effects
import Support
public import Tensors

/// A memory on the chip, or another view of one.
public struct MemoryDescription: Sendable, Hashable {

  public var name: String
  public var role: MemoryRole

  /// What the memory field of a load or store holds for it.
  public var code: Int

  /// Of what is in the memory.
  public var element: ElementType

  /// The extents of one element, which is what an address counts; rows first.
  public var shape: [Int]

  /// - Units: elements.
  public var depth: Int

  /// The memory whose cells these are, for a view; `nil` for a memory with cells of its own.
  public var alias: String?

  /// Of what is in DRAM: a load extends it to `element`, a store keeps its low bits.
  public var dramElement: ElementType

  /// The unit that runs loads into it, and the one that runs stores from it; `nil`: there are none.
  public var loadedBy: String?
  public var storedBy: String?

  /// The unit that runs such copies.
  public func unit(_ direction: TransferDirection) -> String? {
    direction.isLoad ? loadedBy : storedBy
  }

  /// The number of values in one element.
  public var lanes: Int { shape.product }

  /// - Units: bytes of one element on the chip.
  public var elementBytes: Int { lanes * element.byteSize }

  /// - Units: bytes of one element in DRAM, and the unit of DRAM addresses of this memory.
  public var dramElementBytes: Int { lanes * dramElement.byteSize }

  /// - Units: bytes of the whole memory.
  public var byteCount: Int { depth * elementBytes }

  public init(
    name: String, role: MemoryRole, code: Int, element: ElementType, shape: [Int], depth: Int,
    alias: String? = nil, dramElement: ElementType? = nil, loadedBy: String? = nil,
    storedBy: String? = nil
  ) {
    self.name = name
    self.role = role
    self.code = code
    self.element = element
    self.shape = shape
    self.depth = depth
    self.alias = alias
    self.dramElement = dramElement ?? element
    self.loadedBy = loadedBy
    self.storedBy = storedBy
  }

}
