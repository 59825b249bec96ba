#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension UnaryFunction {

  /// The function on `Double`; nil where it takes integers too and is the same for all numbers.
  var onDouble: ((Double) -> Double)? { elementary ?? activation }

  private var elementary: ((Double) -> Double)? {
    switch self {
    case .floor: { $0.rounded(.down) }
    case .ceiling: { $0.rounded(.up) }
    case .truncate: { $0.rounded(.towardZero) }
    case .round: { $0.rounded(.toNearestOrEven) }
    case .reciprocal: { 1 / $0 }
    case .squareRoot: { $0.squareRoot() }
    case .reciprocalSquareRoot: { 1 / $0.squareRoot() }
    case .exponential: { exp($0) }
    case .logarithm: { log($0) }
    case .errorFunction: { erf($0) }
    case .sine: { sin($0) }
    case .cosine: { cos($0) }
    case .tangent: { tan($0) }
    case .arcSine: { asin($0) }
    case .arcCosine: { acos($0) }
    case .arcTangent: { atan($0) }
    case .hyperbolicSine: { sinh($0) }
    case .hyperbolicCosine: { cosh($0) }
    case .hyperbolicTangent: { tanh($0) }
    case .areaSine: { asinh($0) }
    case .areaCosine: { acosh($0) }
    case .areaTangent: { atanh($0) }
    default: nil
    }
  }

  private var activation: ((Double) -> Double)? {
    switch self {
    case .sigmoid: return { 1 / (1 + exp(-$0)) }
    case .hardSigmoid(let alpha, let beta):
      let (a, b) = (alpha, beta)
      return { max(0, min(1, a * $0 + b)) }
    case .hardSwish: return { $0 * max(0, min(1, $0 / 6 + 0.5)) }
    case .softplus: return { max($0, 0) + log1p(exp(-abs($0))) }
    case .softsign: return { $0 / (1 + abs($0)) }
    case .leakyRelu(let alpha):
      let a = alpha
      return { $0 < 0 ? a * $0 : $0 }
    case .elu(let alpha):
      let a = alpha
      return { $0 < 0 ? a * expm1($0) : $0 }
    case .selu(let alpha, let gamma):
      let (a, g) = (alpha, gamma)
      return { $0 <= 0 ? g * (a * expm1($0)) : g * $0 }
    case .celu(let alpha):
      let a = alpha
      return { max(0, $0) + min(0, a * expm1($0 / a)) }
    case .thresholdedRelu(let alpha):
      let a = alpha
      return { $0 > a ? $0 : 0 }
    case .gelu: return { 0.5 * $0 * (1 + erf($0 * 0.707_106_781_186_547_5)) }
    case .tanhGelu:
      return { 0.5 * $0 * (1 + tanh(0.797_884_560_802_865_4 * ($0 + 0.044_715 * $0 * $0 * $0))) }
    case .mish: return { $0 * tanh(max($0, 0) + log1p(exp(-abs($0)))) }
    default: return nil
    }
  }

}
