/// Who chooses scales.
enum ScaleChoice: String, Sendable, CaseIterable {

  /// What is best for the outputs, where inputs were given; else `mse`.
  case auto

  case mse
  case max
  case percentile
  case entropy

  /// How each tensor has its scale by itself; nil where tensors are seen together.
  var method: ScaleMethod? { ScaleMethod(rawValue: rawValue) }
}
