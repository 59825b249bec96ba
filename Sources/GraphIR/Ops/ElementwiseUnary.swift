import Diagnostics
import Tensors

/// Operators on one tensor that work on each element alone.
public enum ElementwiseUnary {

  // On numbers.
  public static let absolute = onNumbers(
    "abs", "the number without its sign", .absolute, traits: .neverNegative)
  public static let ceiling = onNumbers("ceil", "the nearest whole number above", .ceiling)
  public static let floor = onNumbers("floor", "the nearest whole number below", .floor)
  public static let negate = onNumbers("negative", "the number with the other sign", .negate)
  public static let round = onNumbers("round", "the nearest whole number, ties to even", .round)
  public static let sign = onNumbers("sign", "-1, 0 or 1", .sign)
  public static let truncate = onNumbers("trunc", "the whole number towards zero", .truncate)

  // On floats.
  public static let arcCosine = onFloats("acos", "the arc cosine", .arcCosine)
  public static let areaCosine = onFloats("acosh", "the area hyperbolic cosine", .areaCosine)
  public static let arcSine = onFloats("asin", "the arc sine", .arcSine)
  public static let areaSine = onFloats("asinh", "the area hyperbolic sine", .areaSine)
  public static let arcTangent = onFloats("atan", "the arc tangent", .arcTangent)
  public static let areaTangent = onFloats("atanh", "the area hyperbolic tangent", .areaTangent)
  public static let cosine = onFloats("cos", "the cosine", .cosine)
  public static let hyperbolicCosine = onFloats("cosh", "the hyperbolic cosine", .hyperbolicCosine)
  public static let errorFunction = onFloats("erf", "the error function", .errorFunction)
  public static let exponential = onFloats(
    "exp", "e to the power of the number", .exponential, traits: .neverNegative)
  public static let logarithm = onFloats("log", "the natural logarithm", .logarithm)
  public static let reciprocalSquareRoot = onFloats(
    "rsqrt", "one divided by the square root", .reciprocalSquareRoot)
  public static let sigmoid = onFloats(
    "sigmoid", "1 / (1 + exp(-x))", .sigmoid, traits: .neverNegative)
  public static let sine = onFloats("sin", "the sine", .sine)
  public static let hyperbolicSine = onFloats("sinh", "the hyperbolic sine", .hyperbolicSine)
  public static let squareRoot = onFloats(
    "sqrt", "the square root", .squareRoot, traits: .neverNegative)
  public static let tangent = onFloats("tan", "the tangent", .tangent)
  public static let hyperbolicTangent = onFloats(
    "tanh", "the hyperbolic tangent", .hyperbolicTangent)

  public static let logicalNot = Op(
    "logical_not", "whether a condition does not hold", operands: ["data: conditions"],
    infer: { input throws(Diagnostic) in
      let type = try input.tensor(0)
      guard type.element == .bool else { throw .refused(type.element, "bool") }
      return .tensor(type)
    },
    evaluate: { operands, _ throws(Diagnostic) in
      .tensor(try operands.tensor(0).mapped(Bool.self) { !$0 })
    })

  static let ops: [Op] = [
    absolute, ceiling, floor, negate, round, sign, truncate, arcCosine, areaCosine, arcSine,
    areaSine, arcTangent, areaTangent, cosine, hyperbolicCosine, errorFunction, exponential,
    logarithm, reciprocalSquareRoot, sigmoid, sine, hyperbolicSine, squareRoot, tangent,
    hyperbolicTangent, logicalNot,
  ]

  private static func onNumbers(
    _ name: String, _ summary: String, _ function: UnaryFunction, traits: OpTraits = []
  ) -> Op {
    make(name, summary, function, traits, accepts: { $0 != .bool }, "numbers")
  }

  private static func onFloats(
    _ name: String, _ summary: String, _ function: UnaryFunction, traits: OpTraits = []
  ) -> Op {
    make(name, summary, function, traits, accepts: \.isFloat, "floats")
  }

  private static func make(
    _ name: String, _ summary: String, _ function: UnaryFunction, _ traits: OpTraits,
    accepts: @escaping @Sendable (ElementType) -> Bool, _ kind: String
  ) -> Op {
    Op(
      name, summary, operands: [Operand(stringLiteral: "data: \(kind)")], traits: traits,
      infer: { input throws(Diagnostic) in
        let type = try input.tensor(0)
        guard accepts(type.element) else { throw .refused(type.element, kind) }
        return .tensor(type)
      },
      evaluate: { operands, _ throws(Diagnostic) in
        let data = try operands.tensor(0)
        return try tensorValue { () throws(TensorError) in try data.applying(function) }
      })
  }

}
