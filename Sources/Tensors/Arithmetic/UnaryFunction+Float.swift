#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension UnaryFunction {

  /// The function on `Float`; nil where it takes integers too and is the same for all numbers.
  var onFloat: ((Float) -> Float)? { elementary ?? activation }

  private var elementary: ((Float) -> Float)? {
    switch self {
    case .floor: { $0.rounded(.down) }
    case .ceiling: { $0.rounded(.up) }
    case .truncate: { $0.rounded(.towardZero) }
    case .round: { $0.rounded(.toNearestOrEven) }
    case .reciprocal: { 1 / $0 }
    case .squareRoot: { $0.squareRoot() }
    case .reciprocalSquareRoot: { 1 / $0.squareRoot() }
    case .exponential: { expf($0) }
    case .logarithm: { logf($0) }
    case .errorFunction: { erff($0) }
    case .sine: { sinf($0) }
    case .cosine: { cosf($0) }
    case .tangent: { tanf($0) }
    case .arcSine: { asinf($0) }
    case .arcCosine: { acosf($0) }
    case .arcTangent: { atanf($0) }
    case .hyperbolicSine: { sinhf($0) }
    case .hyperbolicCosine: { coshf($0) }
    case .hyperbolicTangent: { tanhf($0) }
    case .areaSine: { asinhf($0) }
    case .areaCosine: { acoshf($0) }
    case .areaTangent: { atanhf($0) }
    default: nil
    }
  }

  private var activation: ((Float) -> Float)? {
    switch self {
    case .sigmoid: return { 1 / (1 + expf(-$0)) }
    case .hardSigmoid(let alpha, let beta):
      let (a, b) = (Float(alpha), Float(beta))
      return { max(0, min(1, a * $0 + b)) }
    case .hardSwish: return { $0 * max(0, min(1, $0 / 6 + 0.5)) }
    case .softplus: return { max($0, 0) + log1pf(expf(-abs($0))) }
    case .softsign: return { $0 / (1 + abs($0)) }
    case .leakyRelu(let alpha):
      let a = Float(alpha)
      return { $0 < 0 ? a * $0 : $0 }
    case .elu(let alpha):
      let a = Float(alpha)
      return { $0 < 0 ? a * expm1f($0) : $0 }
    case .selu(let alpha, let gamma):
      let (a, g) = (Float(alpha), Float(gamma))
      return { $0 <= 0 ? g * (a * expm1f($0)) : g * $0 }
    case .celu(let alpha):
      let a = Float(alpha)
      return { max(0, $0) + min(0, a * expm1f($0 / a)) }
    case .thresholdedRelu(let alpha):
      let a = Float(alpha)
      return { $0 > a ? $0 : 0 }
    case .gelu: return { 0.5 * $0 * (1 + erff($0 * 0.707_106_78)) }
    case .tanhGelu:
      return { 0.5 * $0 * (1 + tanhf(0.797_884_56 * ($0 + 0.044_715 * $0 * $0 * $0))) }
    case .mish: return { $0 * tanhf(max($0, 0) + log1pf(expf(-abs($0)))) }
    default: return nil
    }
  }

}
