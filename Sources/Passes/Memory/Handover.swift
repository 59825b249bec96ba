/// How the host and an accelerator hand values to each other: what decides whether one of them must
/// be copied.
public struct Handover: Sendable, Hashable {

  /// What the address of a tensor must be a multiple of.
  /// - Units: bytes.
  public var alignment: Int

  /// - Units: bytes.
  public var pageSize: Int

  /// Whether the accelerator sees what the host has written without its caches being flushed.
  public var isCoherent: Bool

  /// Channels in a block, which lie innermost in what the accelerator reads and writes; 1 for the
  /// layout of the host.
  public var inputBlock: Int
  public var outputBlock: Int

  public init(
    alignment: Int = 1, pageSize: Int = 4096, isCoherent: Bool = true, inputBlock: Int = 1,
    outputBlock: Int = 1
  ) {
    self.alignment = alignment
    self.pageSize = pageSize
    self.isCoherent = isCoherent
    self.inputBlock = inputBlock
    self.outputBlock = outputBlock
  }

}
