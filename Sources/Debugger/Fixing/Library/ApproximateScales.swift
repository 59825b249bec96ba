import Passes

/// Makes scales powers of two, so that every change of one is a shift; values change a little.
struct ApproximateScales: FixRule {

  private static let codes: Set<Decision.Code> = [.scales, .noIntegers, .noPattern, .mismatch]

  static func changes(for question: FixQuestion) -> [FixChange] {
    guard !codes.isDisjoint(with: question.codes) else { return [] }
    return question.calls.enumerated().compactMap { index, call in
      guard call.name == LowerQDQ.info.name else { return nil }
      var other = call
      other.options[LowerQDQ.approximate.name] = Approximation.powerOfTwo.rawValue
      return other == call ? nil : .replace(index + 1, by: other)
    }
  }

}
