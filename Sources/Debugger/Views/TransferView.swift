/// A copy between memories of the accelerator and outer memory as a reader sees it.
public struct TransferView: Sendable, Hashable {

  /// As `read` or `write`.
  public var direction: String

  /// The instruction that it belongs to; nil where nothing is being copied.
  public var instruction: Int?

  /// - Units: bytes of outer memory
  public var address = 0
  public var doneRows = 0
  public var totalRows = 0

  /// How many wait behind it, of how many that fit.
  public var queued = 0
  public var queueCapacity = 0

  public init(direction: String) { self.direction = direction }

}
