#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A width of floats for which the C library has functions.
protocol Elementary: BinaryFloatingPoint {
  static func exponential(_ x: Self) -> Self
  static func exponentialLessOne(_ x: Self) -> Self
  static func logarithm(_ x: Self) -> Self
  static func logarithmOfOneMore(_ x: Self) -> Self
  static func errorFunction(_ x: Self) -> Self
  static func sine(_ x: Self) -> Self
  static func cosine(_ x: Self) -> Self
  static func tangent(_ x: Self) -> Self
  static func arcSine(_ x: Self) -> Self
  static func arcCosine(_ x: Self) -> Self
  static func arcTangent(_ x: Self) -> Self
  static func hyperbolicSine(_ x: Self) -> Self
  static func hyperbolicCosine(_ x: Self) -> Self
  static func hyperbolicTangent(_ x: Self) -> Self
  static func areaSine(_ x: Self) -> Self
  static func areaCosine(_ x: Self) -> Self
  static func areaTangent(_ x: Self) -> Self
}

extension Double: Elementary {
  static func exponential(_ x: Double) -> Double { exp(x) }
  static func exponentialLessOne(_ x: Double) -> Double { expm1(x) }
  static func logarithm(_ x: Double) -> Double { log(x) }
  static func logarithmOfOneMore(_ x: Double) -> Double { log1p(x) }
  static func errorFunction(_ x: Double) -> Double { erf(x) }
  static func sine(_ x: Double) -> Double { sin(x) }
  static func cosine(_ x: Double) -> Double { cos(x) }
  static func tangent(_ x: Double) -> Double { tan(x) }
  static func arcSine(_ x: Double) -> Double { asin(x) }
  static func arcCosine(_ x: Double) -> Double { acos(x) }
  static func arcTangent(_ x: Double) -> Double { atan(x) }
  static func hyperbolicSine(_ x: Double) -> Double { sinh(x) }
  static func hyperbolicCosine(_ x: Double) -> Double { cosh(x) }
  static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
  static func areaSine(_ x: Double) -> Double { asinh(x) }
  static func areaCosine(_ x: Double) -> Double { acosh(x) }
  static func areaTangent(_ x: Double) -> Double { atanh(x) }
}

extension Float: Elementary {
  static func exponential(_ x: Float) -> Float { expf(x) }
  static func exponentialLessOne(_ x: Float) -> Float { expm1f(x) }
  static func logarithm(_ x: Float) -> Float { logf(x) }
  static func logarithmOfOneMore(_ x: Float) -> Float { log1pf(x) }
  static func errorFunction(_ x: Float) -> Float { erff(x) }
  static func sine(_ x: Float) -> Float { sinf(x) }
  static func cosine(_ x: Float) -> Float { cosf(x) }
  static func tangent(_ x: Float) -> Float { tanf(x) }
  static func arcSine(_ x: Float) -> Float { asinf(x) }
  static func arcCosine(_ x: Float) -> Float { acosf(x) }
  static func arcTangent(_ x: Float) -> Float { atanf(x) }
  static func hyperbolicSine(_ x: Float) -> Float { sinhf(x) }
  static func hyperbolicCosine(_ x: Float) -> Float { coshf(x) }
  static func hyperbolicTangent(_ x: Float) -> Float { tanhf(x) }
  static func areaSine(_ x: Float) -> Float { asinhf(x) }
  static func areaCosine(_ x: Float) -> Float { acoshf(x) }
  static func areaTangent(_ x: Float) -> Float { atanhf(x) }
}
