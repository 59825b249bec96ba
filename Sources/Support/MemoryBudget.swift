/// How much memory a piece of work may ask for at once.
///
/// It goes with the work as an `Interruption` does: whoever begins work binds it with `governing`,
/// and what is about to make something large asks the current one before it does.
public struct MemoryBudget: Sendable, Hashable {

  /// - Units: bytes.
  public let limit: Int

  public init(limit: Int) { self.limit = max(0, limit) }

  /// Nothing is refused.
  public static let unlimited = MemoryBudget(limit: .max)

}

extension MemoryBudget {

  private static let bound = TaskLocal(wrappedValue: MemoryBudget.unlimited)

  /// What the work of this thread may ask for; outside of `governing` everything.
  public static var current: MemoryBudget { bound.get() }

  /// Does `work`, which may ask for no more than this.
  public func governing<Result>(_ work: () throws -> Result) rethrows -> Result {
    try Self.bound.withValue(self, operation: work)
  }

}
