public import GraphIR
public import Support
public import Tensors

/// A tensor that a region takes or gives, and where it stands in DRAM while the region runs.
public struct HostBinding: Sendable, Hashable {

  public var name: String

  /// Physical, of the first byte.
  public var address: Int

  /// On the host.
  public var shape: [Int]
  public var element: ElementType

  public var layout: BlockedLayout

  /// What the program takes the value for on the host, where that is another shape of as many
  /// elements.
  public var resultShape: [Int]?

  public init(
    name: String, address: Int, shape: [Int], element: ElementType, layout: BlockedLayout
  ) {
    self.name = name
    self.address = address
    self.shape = shape
    self.element = element
    self.layout = layout
  }

  /// - Units: bytes in DRAM.
  public var byteCount: Int { layout.byteCount(shape) * element.byteSize }

  /// What the host copies between its layout and the accelerator's: nothing where both have the same
  /// bytes.
  /// - Units: bytes in DRAM.
  public var copiedByteCount: Int { layout.isPlain(shape) ? 0 : byteCount }

}

extension [HostBinding] {

  /// Takes the shapes that `body`, which gives them, says of them.
  public mutating func takeShapes(
    ofResults body: ID<Node>, of module: GraphModule, isTuple: Bool
  ) {
    for (index, id) in (isTuple ? module[body].operands : [body]).prefix(count).enumerated() {
      self[index].resultShape = module[id].type?.tensor?.extents
    }
  }

}
