/// The state that machines share until one of them changes it; only who holds it alone does: hence
/// `@unchecked Sendable`.
final class SharedState: @unchecked Sendable {
  var state: EffectState
  init(_ state: consuming EffectState) { self.state = state }
}
