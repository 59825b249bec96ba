/// A state as a value: whoever changes it while others hold it too gets one of its own.
public struct SharedState: Sendable {

  /// Only who holds it alone changes it; hence `@unchecked Sendable`.
  private final class Box: @unchecked Sendable {
    var state: EffectState
    init(_ state: consuming EffectState) { self.state = state }
  }

  private var box: Box

  public init(_ state: consuming EffectState) { box = Box(state) }

  /// Looks at the state.
  public func look<R, E: Error>(
    _ body: (borrowing EffectState) throws(E) -> R
  ) throws(E) -> R {
    try body(box.state)
  }

  /// Lets `body` change the state.
  /// - Cost: that of `EffectState.copied` where somebody else holds it.
  public mutating func change<R, E: Error>(
    _ body: (inout EffectState) throws(E) -> R
  ) throws(E) -> R {
    if !isKnownUniquelyReferenced(&box) { box = Box(box.state.copied()) }
    return try body(&box.state)
  }

}
