import Passes

/// A way in which operators may get onto an accelerator.
///
/// A rule only proposes: what does not work when it is tried is not shown as a way.
protocol FixRule: Sendable {

  /// Changes that may help, the smallest first.
  static func changes(for question: FixQuestion) -> [FixChange]

}

/// Every rule, that which changes least first.
let allFixRules: [any FixRule.Type] = [
  EditTakenBack.self,
  DefaultOptions.self,
  LargerWeights.self,
  MissingPass.self,
  ApproximateScales.self,
  LooserDescription.self,
]
