/// Where values stand on the host.
public struct StorageAnswer: Sendable, Hashable {

  public var plan: PlanState
  public var storages: [StorageView]

  /// - Units: bytes of all storages; pages; bytes of a page.
  public var byteCount: Int
  public var pageCount: Int
  public var pageSize: Int

  /// What each storage begins at a multiple of.
  /// - Units: bytes.
  public var alignment: Int

  /// - Units: bytes; of all values without sharing, and of those that are alive at once at most.
  public var byteCountWithoutReuse: Int
  public var leastByteCount: Int

  /// - Units: bytes of constants, which stay in the model.
  public var constantBytes: Int

  /// The nodes whose size is not known before the program runs.
  public var unplanned: [String]

  /// The nodes that compute, in the order of the steps; the first is step 1.
  public var steps: [String]

  /// Where the memory of one allocator for host and accelerators begins, which the first storages
  /// are; nil where each side has its own.
  /// - Units: a physical address; bytes.
  public var arenaAddress: Int?
  public var arenaByteCount: Int?

}
