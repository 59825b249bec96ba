/// The room that an implementation has, where its description does not say; `nil`: any amount.
public struct HardwareLimits: Sendable, Hashable {

  /// - Units: instructions in the queue of each unit, and tokens in each queue.
  public var queueDepth: Int?
  public var tokenDepth: Int?

  public init(queueDepth: Int? = nil, tokenDepth: Int? = nil) {
    self.queueDepth = queueDepth
    self.tokenDepth = tokenDepth
  }

}
