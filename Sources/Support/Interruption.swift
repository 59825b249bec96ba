/// Tells long work whether the user wants it to end.
///
/// One value of it goes through every loop whose length somebody else's input decides. Each of them
/// asks at least every 20 ms, and leaves everything in a valid state where the answer is yes.
public struct Interruption: Sendable {

  private let isAsked: @Sendable () -> Bool

  /// - Parameter isAsked: cheap enough to be called every few thousand steps of a loop, from any
  ///   thread; once `true`, it stays so while the work goes on.
  public init(_ isAsked: @escaping @Sendable () -> Bool) { self.isAsked = isAsked }

  /// Nobody interrupts.
  public static let never = Interruption { false }

  /// Whether the work is to end now.
  public var isRequested: Bool { isAsked() }

}

extension Interruption {

  private static let bound = TaskLocal(wrappedValue: Interruption.never)

  /// What may end the work that this thread does now: to work what cancellation is to a task.
  ///
  /// Whoever begins work binds it once with `governing`; what lies too deep to be handed a value,
  /// such as a kernel or a parser, asks this one. Outside of `governing` nobody interrupts.
  public static var current: Interruption { bound.get() }

  /// Does `work`, which this may end.
  public func governing<Result>(_ work: () throws -> Result) rethrows -> Result {
    try Self.bound.withValue(self, operation: work)
  }

}
