import GraphIR

/// Whether a program is quantized on random inputs where no others are given.
enum RandomCalibration: String, Sendable, CaseIterable {

  /// Unless the model is quantized in part: whoever left the rest in floats knew its inputs.
  case auto

  case on
  case off

  /// Whether `module` is.
  func takes(_ module: GraphModule) -> Bool {
    guard self == .auto else { return self == .on }
    let facts = ModelFacts(module)
    return !(facts.isQuantized && facts.hasFloatProducts)
  }
}
