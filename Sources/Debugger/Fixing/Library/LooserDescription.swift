import Passes

/// Leaves out a condition of the description that does not hold: it may ask for more than the
/// accelerator needs.
struct LooserDescription: FixRule {

  static func changes(for question: FixQuestion) -> [FixChange] {
    question.causes.compactMap { cause in
      guard case .condition(let pattern, let failure) = cause.decision.reason,
        let place = failure.condition.place
      else { return nil }
      let asks = "`\(failure.condition.subject)` of `\(pattern)` as \(failure.condition.test)"
      return .loosen(target: cause.decision.target, place, asks: asks)
    }
  }

}
