import Diagnostics
import GraphIR
import Support
import Tensors

/// Arithmetic, comparisons and logic, element by element.
enum Arithmetics {

  static let conversions: [Conversion] =
    same.map { .same($0, as: $1) } + folds.map { fold($0, $1) } + [
      Conversion("Mean") { graph, node throws(Diagnostic) in
        let sum = try folded(&graph, node, Arithmetic.add)
        let count = try graph.scalar(Double(node.inputs.count), like: sum)
        return [try graph.call(Arithmetic.divide, [sum, count])]
      },
      Conversion("Reciprocal") { graph, node throws(Diagnostic) in
        let x = try node[0]
        return [try graph.call(Arithmetic.divide, [graph.scalar(1, like: x), x])]
      },
      Conversion("Mod") { graph, node throws(Diagnostic) in
        let isC = try node.flag("fmod")
        let op = isC ? ElementwiseBinary.remainder : ElementwiseBinary.floorModulo
        return [try graph.call(op, [node[0], node[1]])]
      },
      Conversion("Pow") { graph, node throws(Diagnostic) in [try power(&graph, node)] },
      Conversion("BitShift") { graph, node throws(Diagnostic) in
        let direction = try node.text("direction", default: "")
        guard ["LEFT", "RIGHT"].contains(direction) else {
          throw .unsupportedAttribute("direction", direction)
        }
        let op = direction == "LEFT" ? Arithmetic.leftShift : Arithmetic.rightShift
        return [try graph.call(op, [node[0], node[1]])]
      },
      Conversion("Clip") { graph, node throws(Diagnostic) in [try clip(&graph, node)] },
      Conversion("Identity") { graph, node throws(Diagnostic) in
        let x = try node[0]
        return [graph.isSequence(x) ? x : try graph.call(Elementwise.copy, [x])]
      },
      Conversion("IsNaN") { graph, node throws(Diagnostic) in
        let x = try node[0]
        return [try graph.call(Conditions.notEqual, [x, x])]
      },
    ]

  private static let same: [(String, Op)] = [
    ("Abs", ElementwiseUnary.absolute), ("Acos", ElementwiseUnary.arcCosine),
    ("Acosh", ElementwiseUnary.areaCosine), ("Add", Arithmetic.add), ("And", Conditions.and),
    ("Asin", ElementwiseUnary.arcSine), ("Asinh", ElementwiseUnary.areaSine),
    ("Atan", ElementwiseUnary.arcTangent), ("Atanh", ElementwiseUnary.areaTangent),
    ("BitwiseAnd", ElementwiseBinary.bitAnd), ("BitwiseOr", ElementwiseBinary.bitOr),
    ("BitwiseXor", ElementwiseBinary.bitExclusiveOr),
    ("Ceil", ElementwiseUnary.ceiling), ("Cos", ElementwiseUnary.cosine),
    ("Cosh", ElementwiseUnary.hyperbolicCosine), ("Div", Arithmetic.divide),
    ("Equal", Conditions.equal),
    ("Erf", ElementwiseUnary.errorFunction), ("Exp", ElementwiseUnary.exponential),
    ("Floor", ElementwiseUnary.floor), ("Greater", Conditions.greater),
    ("GreaterOrEqual", Conditions.greaterOrEqual),
    ("Less", Conditions.less),
    ("LessOrEqual", Conditions.lessOrEqual), ("Log", ElementwiseUnary.logarithm),
    ("Mul", Arithmetic.multiply), ("Neg", ElementwiseUnary.negate),
    ("Not", ElementwiseUnary.logicalNot), ("Or", Conditions.or), ("Round", ElementwiseUnary.round),
    ("Sign", ElementwiseUnary.sign),
    ("Sin", ElementwiseUnary.sine), ("Sinh", ElementwiseUnary.hyperbolicSine),
    ("Sqrt", ElementwiseUnary.squareRoot), ("Sub", Arithmetic.subtract),
    ("Tan", ElementwiseUnary.tangent),
    ("Where", Conditions.choose), ("Xor", Conditions.exclusiveOr),
  ]

  private static let folds = [
    ("Max", Arithmetic.maximum), ("Min", Arithmetic.minimum), ("Sum", Arithmetic.add),
  ]

  /// An operator on any number of operands, two at a time.
  private static func fold(_ name: String, _ op: Op) -> Conversion {
    Conversion(name) { graph, node throws(Diagnostic) in [try folded(&graph, node, op)] }
  }

  private static func folded(
    _ graph: inout GraphImporter, _ node: ModelNode, _ op: Op
  ) throws(Diagnostic) -> ID<Node> {
    let inputs = try node.allInputs()
    var result = inputs[0]
    for input in inputs.dropFirst() { result = try graph.call(op, [result, input]) }
    return inputs.count == 1 ? try graph.call(Elementwise.copy, [result]) : result
  }

  /// The base decides the type of the result; the power is computed in the wider of both.
  private static func power(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (base, exponent) = (try node[0], try node[1])
    let (type, other) = (try graph.type(of: base).element, try graph.type(of: exponent).element)
    guard type != other else { return try graph.call(ElementwiseBinary.power, [base, exponent]) }
    if type.isFloat {
      let cast = try graph.call(Cast.op, [exponent], [Cast.type(type.rawValue)])
      return try graph.call(ElementwiseBinary.power, [base, cast])
    }
    let wide = other.isFloat ? "float64" : "int64"
    let a = try graph.call(Cast.op, [base], [Cast.type(wide)])
    let b = try graph.call(Cast.op, [exponent], [Cast.type(wide)])
    return try graph.call(
      Cast.op, [graph.call(ElementwiseBinary.power, [a, b])], [Cast.type(type.rawValue)])
  }

  private static func clip(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    var bounds: (low: ID<Node>?, high: ID<Node>?) = (node.optional(1), node.optional(2))
    if node.version < 11 {
      if let low = try node.real("min") { bounds.low = try graph.scalar(low, like: x) }
      if let high = try node.real("max") { bounds.high = try graph.scalar(high, like: x) }
    }
    let low = bounds.low.flatMap { bound($0, in: &graph) }
    let high = bounds.high.flatMap { bound($0, in: &graph) }
    if let low, let high { return try graph.call(Clip.op, [x], [Clip.low(low), Clip.high(high)]) }
    var result = x
    if let low = bounds.low { result = try graph.call(Arithmetic.maximum, [result, low]) }
    if let high = bounds.high { result = try graph.call(Arithmetic.minimum, [result, high]) }
    return result == x ? try graph.call(Elementwise.copy, [x]) : result
  }

  /// The value of a bound, if it is known and an attribute can hold it exactly.
  private static func bound(_ id: ID<Node>, in graph: inout GraphImporter) -> Double? {
    guard let number = graph.known(id)?.numbers(1).first else { return nil }
    if case .whole(let whole) = number, abs(whole) > 1 << 53 { return nil }
    return number.double
  }

}
