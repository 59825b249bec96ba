/// Asks an interruption once in a while, so that a loop can call it in every round.
public struct Poll: Sendable {

  private let interruption: Interruption

  @usableFromInline var rest = Poll.period

  /// How many steps are done between two looks: less than 20 ms, though a step takes 300 ns.
  @usableFromInline static let period = 1 << 16

  public init(_ interruption: Interruption = .current) { self.interruption = interruption }

  /// Whether the work is to end now.
  /// - Parameter steps: how much was done since the last call, in steps of some nanoseconds.
  /// - Cost: a subtraction, nearly always.
  @inlinable public mutating func isRequested(after steps: Int = 1) -> Bool {
    rest -= steps
    return rest <= 0 && ask()
  }

  @usableFromInline mutating func ask() -> Bool {
    let isRequested = interruption.isRequested
    rest = isRequested ? 0 : Poll.period
    return isRequested
  }

}
