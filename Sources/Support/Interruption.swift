/// Tells long work whether the user wants it to end.
///
/// One value of it goes through every loop whose length somebody else's input decides. Each of them
/// asks at least every 20 ms, and leaves everything in a valid state where the answer is yes.
public struct Interruption: Sendable {

  private let isAsked: @Sendable () -> Bool

  /// - Parameter isAsked: cheap enough to be called every few thousand steps of a loop; once `true`,
  ///   it stays so while the work goes on.
  public init(_ isAsked: @escaping @Sendable () -> Bool) { self.isAsked = isAsked }

  /// Nobody interrupts.
  public static let never = Interruption { false }

  /// Whether the work is to end now.
  public var isRequested: Bool { isAsked() }

}
