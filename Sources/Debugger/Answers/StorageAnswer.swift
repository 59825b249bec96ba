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

}
