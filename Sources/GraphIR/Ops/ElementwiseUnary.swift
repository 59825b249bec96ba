import Diagnostics
import Tensors

/// Operators on one tensor that work on each element alone.
enum ElementwiseUnary {

  static let ops: [Op] =
    onNumbers.map { make($0, $1, $2, accepts: { $0 != .bool }, "numbers") }
    + onFloats.map { make($0, $1, $2, accepts: \.isFloat, "floats") } + [logicalNot]

  private static let onNumbers: [(String, String, UnaryFunction)] = [
    ("abs", "the number without its sign", .absolute),
    ("ceil", "the nearest whole number above", .ceiling),
    ("floor", "the nearest whole number below", .floor),
    ("negative", "the number with the other sign", .negate),
    ("round", "the nearest whole number, ties to even", .round),
    ("sign", "-1, 0 or 1", .sign),
    ("trunc", "the whole number towards zero", .truncate),
  ]

  private static let onFloats: [(String, String, UnaryFunction)] = [
    ("acos", "the arc cosine", .arcCosine),
    ("acosh", "the area hyperbolic cosine", .areaCosine),
    ("asin", "the arc sine", .arcSine),
    ("asinh", "the area hyperbolic sine", .areaSine),
    ("atan", "the arc tangent", .arcTangent),
    ("atanh", "the area hyperbolic tangent", .areaTangent),
    ("cos", "the cosine", .cosine),
    ("cosh", "the hyperbolic cosine", .hyperbolicCosine),
    ("erf", "the error function", .errorFunction),
    ("exp", "e to the power of the number", .exponential),
    ("log", "the natural logarithm", .logarithm),
    ("rsqrt", "one divided by the square root", .reciprocalSquareRoot),
    ("sigmoid", "1 / (1 + exp(-x))", .sigmoid),
    ("sin", "the sine", .sine),
    ("sinh", "the hyperbolic sine", .hyperbolicSine),
    ("sqrt", "the square root", .squareRoot),
    ("tan", "the tangent", .tangent),
    ("tanh", "the hyperbolic tangent", .hyperbolicTangent),
  ]

  private static let logicalNot = Op(
    "logical_not", "whether a condition does not hold", operands: ["data: conditions"],
    infer: { input throws(Diagnostic) in
      let type = try input.tensor(0)
      guard type.element == .bool else { throw .refused(type.element, "bool") }
      return .tensor(type)
    },
    evaluate: { operands, _ throws(Diagnostic) in
      .tensor(try operands.tensor(0).mapped(Bool.self) { !$0 })
    })

  private static func make(
    _ name: String, _ summary: String, _ function: UnaryFunction,
    accepts: @escaping @Sendable (ElementType) -> Bool, _ kind: String
  ) -> Op {
    Op(
      name, summary, operands: [Operand(stringLiteral: "data: \(kind)")],
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
