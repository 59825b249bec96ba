/// How the host and the accelerator share memory.
public struct HostInterface: Sendable, Hashable {

  /// - Units: bits of a physical address.
  public var addressWidth: Int

  /// What the address of a tensor in DRAM must be a multiple of.
  /// - Units: bytes.
  public var alignment: Int

  /// - Units: bytes.
  public var pageSize: Int

  /// The first address that can be allocated.
  public var firstAddress: Int

  /// Whether both see the same memory, so that no copy is needed.
  public var isCoherent: Bool

  public init(
    addressWidth: Int, alignment: Int, pageSize: Int, firstAddress: Int, isCoherent: Bool
  ) {
    self.addressWidth = addressWidth
    self.alignment = alignment
    self.pageSize = pageSize
    self.firstAddress = firstAddress
    self.isCoherent = isCoherent
  }

}

extension HostInterface {

  /// Behind the last address; at most 2^62.
  public var addressLimit: Int { 1 << min(addressWidth, 62) }

  /// Of a machine that asks for nothing.
  public static let plain = HostInterface(
    addressWidth: 32, alignment: 1, pageSize: 4096, firstAddress: 4096, isCoherent: true)
}
