import Passes

/// Lets rules of `legalize` make as many weights as they need.
struct LargerWeights: FixRule {

  static func changes(for question: FixQuestion) -> [FixChange] {
    let needed = question.causes.compactMap(\.decision.reason.neededWeights).max()
    guard let needed else { return [] }
    return question.calls.enumerated().compactMap { index, call in
      guard call.name == Legalize.info.name else { return nil }
      var larger = call
      larger.options[Legalize.mostWeights.name] = "\(needed)"
      return .replace(index + 1, by: larger)
    }
  }

}

extension Decision.Reason {
  /// How many elements the weights would have.
  fileprivate var neededWeights: Int? {
    if case .tooLarge(_, let size, _) = self { size } else { nil }
  }
}
