import Support

/// How the host and an accelerator hand values to each other: what decides whether one of them must
/// be copied.
public struct Handover: Sendable, Hashable {

  /// What the address of a tensor must be a multiple of.
  /// - Units: bytes.
  public var alignment: Int

  /// - Units: bytes.
  public var pageSize: Int

  /// Where memory begins that both sides may use.
  /// - Units: bytes.
  public var firstAddress: Int

  /// Whether the accelerator sees what the host has written without its caches being flushed.
  public var isCoherent: Bool

  /// Channels in a block, which lie innermost in what the accelerator reads and writes; 1 for the
  /// layout of the host.
  public var inputBlock: Int
  public var outputBlock: Int

  /// Samples that lie one behind the other outside of the channels of a block.
  public var rows = 1

  /// Whether the blocks of one position lie next to each other.
  public var isChannelsLast = false

  /// Whether all that crosses has the type of data; otherwise it has any type that the region
  /// takes.
  public var isOfOneType = true

  /// What the addresses that the accelerator can say are multiples of, for each of its memories: a
  /// tensor begins at a multiple of all of them.
  /// - Units: bytes.
  public var elementBytes: [Int]

  public init(
    alignment: Int = 1, pageSize: Int = 4096, firstAddress: Int = 4096, isCoherent: Bool = true,
    inputBlock: Int = 1, outputBlock: Int = 1, elementBytes: [Int] = []
  ) {
    self.alignment = alignment
    self.pageSize = pageSize
    self.firstAddress = firstAddress
    self.isCoherent = isCoherent
    self.inputBlock = inputBlock
    self.outputBlock = outputBlock
    self.elementBytes = elementBytes
  }

  /// What a tensor that both sides use begins at a multiple of.
  /// - Units: bytes.
  var sharedAlignment: Int { elementBytes.reduce(max(1, alignment)) { $0.aligned(with: $1) } }

}

extension Int {
  /// An alignment that serves a second one, too; the first where none does.
  func aligned(with other: Int) -> Int { leastCommonMultiple(self, Swift.max(1, other)) ?? self }
}
