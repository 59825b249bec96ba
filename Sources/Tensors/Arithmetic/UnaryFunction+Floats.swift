extension UnaryFunction {

  /// The function on floats of one width; nil where it takes integers too and is the same for all
  /// numbers.
  func on<T: Elementary>(_: T.Type) -> ((T) -> T)? { elementary(T.self) ?? activation(T.self) }

  private func elementary<T: Elementary>(_: T.Type) -> ((T) -> T)? {
    switch self {
    case .floor: { $0.rounded(.down) }
    case .ceiling: { $0.rounded(.up) }
    case .truncate: { $0.rounded(.towardZero) }
    case .round: { $0.rounded(.toNearestOrEven) }
    case .reciprocal: { 1 / $0 }
    case .squareRoot: { $0.squareRoot() }
    case .reciprocalSquareRoot: { 1 / $0.squareRoot() }
    case .exponential: { T.exponential($0) }
    case .logarithm: { T.logarithm($0) }
    case .errorFunction: { T.errorFunction($0) }
    case .sine: { T.sine($0) }
    case .cosine: { T.cosine($0) }
    case .tangent: { T.tangent($0) }
    case .arcSine: { T.arcSine($0) }
    case .arcCosine: { T.arcCosine($0) }
    case .arcTangent: { T.arcTangent($0) }
    case .hyperbolicSine: { T.hyperbolicSine($0) }
    case .hyperbolicCosine: { T.hyperbolicCosine($0) }
    case .hyperbolicTangent: { T.hyperbolicTangent($0) }
    case .areaSine: { T.areaSine($0) }
    case .areaCosine: { T.areaCosine($0) }
    case .areaTangent: { T.areaTangent($0) }
    default: nil
    }
  }

  private func activation<T: Elementary>(_: T.Type) -> ((T) -> T)? {
    switch self {
    case .sigmoid: return { 1 / (1 + T.exponential(-$0)) }
    case .hardSigmoid(let alpha, let beta):
      let (a, b) = (T(alpha), T(beta))
      return { max(0, min(1, a * $0 + b)) }
    case .hardSwish: return { $0 * max(0, min(1, $0 / 6 + 0.5)) }
    case .softplus: return { max($0, 0) + T.logarithmOfOneMore(T.exponential(-abs($0))) }
    case .softsign: return { $0 / (1 + abs($0)) }
    case .leakyRelu(let alpha):
      let a = T(alpha)
      return { $0 < 0 ? a * $0 : $0 }
    case .elu(let alpha):
      let a = T(alpha)
      return { $0 < 0 ? a * T.exponentialLessOne($0) : $0 }
    case .selu(let alpha, let gamma):
      let (a, g) = (T(alpha), T(gamma))
      return { $0 <= 0 ? g * (a * T.exponentialLessOne($0)) : g * $0 }
    case .celu(let alpha):
      let a = T(alpha)
      return { max(0, $0) + min(0, a * T.exponentialLessOne($0 / a)) }
    case .thresholdedRelu(let alpha):
      let a = T(alpha)
      return { $0 > a ? $0 : 0 }
    case .gelu: return { 0.5 * $0 * (1 + T.errorFunction($0 * 0.707_106_781_186_547_5)) }
    case .tanhGelu:
      return {
        0.5 * $0
          * (1 + T.hyperbolicTangent(0.797_884_560_802_865_4 * ($0 + 0.044_715 * $0 * $0 * $0)))
      }
    case .mish:
      return {
        $0 * T.hyperbolicTangent(max($0, 0) + T.logarithmOfOneMore(T.exponential(-abs($0))))
      }
    default: return nil
    }
  }

}
