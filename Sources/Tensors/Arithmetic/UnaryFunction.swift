/// A function of one number, applied to each element of a tensor.
public enum UnaryFunction: Sendable, Hashable {

  // On every type of numbers.
  case negate, absolute, sign, relu
  /// The number, but at least and at most the bounds that are given.
  case clip(Double?, Double?)

  // On floats; integers stay as they are.
  case floor, ceiling, truncate
  /// The nearest whole number, ties to even.
  case round

  // On floats alone.
  case reciprocal, squareRoot, reciprocalSquareRoot
  case exponential, logarithm, errorFunction
  case sine, cosine, tangent, arcSine, arcCosine, arcTangent
  case hyperbolicSine, hyperbolicCosine, hyperbolicTangent
  case areaSine, areaCosine, areaTangent
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// max(0, min(1, alpha x + beta))
  case hardSigmoid(alpha: Double, beta: Double)
  /// x max(0, min(1, x / 6 + 1 / 2))
  case hardSwish
  /// ln(1 + eˣ)
  case softplus
  /// x / (1 + |x|)
  case softsign
  /// x, or alpha x below 0
  case leakyRelu(alpha: Double)
  /// x, or alpha (eˣ - 1) below 0
  case elu(alpha: Double)
  /// gamma x, or gamma alpha (eˣ - 1) below 0
  case selu(alpha: Double, gamma: Double)
  /// x, or alpha (eˣᐟᵃˡᵖʰᵃ - 1) below 0
  case celu(alpha: Double)
  /// x, or 0 up to alpha
  case thresholdedRelu(alpha: Double)
  /// x / 2 (1 + erf(x / √2))
  case gelu
  /// The approximation of `gelu` by a hyperbolic tangent.
  case tanhGelu
  /// x tanh(softplus x)
  case mish

}
