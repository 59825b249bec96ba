import Diagnostics
import GraphIR
import Support
import Tensors

/// Arithmetic, comparisons and logic, element by element.
enum Arithmetics {

  static let conversions: [Conversion] =
    same.map { .same($0, as: $1) } + folds.map { fold($0, $1) } + [
      Conversion("Mean") { graph, node throws(Diagnostic) in
        let sum = try folded(&graph, node, "add")
        let count = try graph.scalar(Double(node.inputs.count), like: sum)
        return [try graph.call("divide", [sum, count])]
      },
      Conversion("Reciprocal") { graph, node throws(Diagnostic) in
        let x = try node[0]
        return [try graph.call("divide", [graph.scalar(1, like: x), x])]
      },
      Conversion("Mod") { graph, node throws(Diagnostic) in
        let name = try node.flag("fmod") ? "mod" : "floor_mod"
        return [try graph.call(name, [node[0], node[1]])]
      },
      Conversion("Pow") { graph, node throws(Diagnostic) in [try power(&graph, node)] },
      Conversion("BitShift") { graph, node throws(Diagnostic) in
        let direction = try node.text("direction", default: "")
        guard ["LEFT", "RIGHT"].contains(direction) else {
          throw .unsupportedAttribute("direction", direction)
        }
        let name = direction == "LEFT" ? "left_shift" : "right_shift"
        return [try graph.call(name, [node[0], node[1]])]
      },
      Conversion("Clip") { graph, node throws(Diagnostic) in [try clip(&graph, node)] },
      Conversion("IsNaN") { graph, node throws(Diagnostic) in
        let x = try node[0]
        return [try graph.call("not_equal", [x, x])]
      },
    ]

  private static let same: [(String, String)] = [
    ("Abs", "abs"), ("Acos", "acos"), ("Acosh", "acosh"), ("Add", "add"), ("And", "logical_and"),
    ("Asin", "asin"), ("Asinh", "asinh"), ("Atan", "atan"), ("Atanh", "atanh"),
    ("BitwiseAnd", "bitwise_and"), ("BitwiseOr", "bitwise_or"), ("BitwiseXor", "bitwise_xor"),
    ("Ceil", "ceil"), ("Cos", "cos"), ("Cosh", "cosh"), ("Div", "divide"), ("Equal", "equal"),
    ("Erf", "erf"), ("Exp", "exp"), ("Floor", "floor"), ("Greater", "greater"),
    ("GreaterOrEqual", "greater_equal"), ("Identity", "copy"), ("Less", "less"),
    ("LessOrEqual", "less_equal"), ("Log", "log"), ("Mul", "multiply"), ("Neg", "negative"),
    ("Not", "logical_not"), ("Or", "logical_or"), ("Round", "round"), ("Sign", "sign"),
    ("Sin", "sin"), ("Sinh", "sinh"), ("Sqrt", "sqrt"), ("Sub", "subtract"), ("Tan", "tan"),
    ("Where", "where"), ("Xor", "logical_xor"),
  ]

  private static let folds = [("Max", "maximum"), ("Min", "minimum"), ("Sum", "add")]

  /// An operator on any number of operands, two at a time.
  private static func fold(_ op: String, _ name: String) -> Conversion {
    Conversion(op) { graph, node throws(Diagnostic) in [try folded(&graph, node, name)] }
  }

  private static func folded(
    _ graph: inout GraphImporter, _ node: ModelNode, _ name: String
  ) throws(Diagnostic) -> ID<Node> {
    let inputs = try node.allInputs()
    var result = inputs[0]
    for input in inputs.dropFirst() { result = try graph.call(name, [result, input]) }
    return inputs.count == 1 ? try graph.call("copy", [result]) : result
  }

  /// The base decides the type of the result; the power is computed in the wider of both.
  private static func power(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let (base, exponent) = (try node[0], try node[1])
    let (type, other) = (try graph.type(of: base).element, try graph.type(of: exponent).element)
    guard type != other else { return try graph.call("power", [base, exponent]) }
    if type.isFloat {
      let cast = try graph.call("cast", [exponent], ["dtype": type.rawValue])
      return try graph.call("power", [base, cast])
    }
    let wide = other.isFloat ? "float64" : "int64"
    let a = try graph.call("cast", [base], ["dtype": wide])
    let b = try graph.call("cast", [exponent], ["dtype": wide])
    return try graph.call("cast", [graph.call("power", [a, b])], ["dtype": type.rawValue])
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
    let low = bounds.low.flatMap { graph.known($0)?.doubles.first }
    let high = bounds.high.flatMap { graph.known($0)?.doubles.first }
    if let low, let high { return try graph.call("clip", [x], ["a_min": low, "a_max": high]) }
    var result = x
    if let low = bounds.low { result = try graph.call("maximum", [result, low]) }
    if let high = bounds.high { result = try graph.call("minimum", [result, high]) }
    return result == x ? try graph.call("copy", [x]) : result
  }

}
