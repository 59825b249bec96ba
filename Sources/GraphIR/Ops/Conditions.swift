import Diagnostics
import Tensors

/// Operators that compare elements, combine conditions, or choose by them.
public enum Conditions {

  public static let equal = compare("equal", "whether elements are equal", .equal)
  public static let greater = compare("greater", "whether the first is greater", .greater)
  public static let greaterOrEqual = compare(
    "greater_equal", "whether the first is greater or equal", .greaterOrEqual)
  public static let less = compare("less", "whether the first is less", .less)
  public static let lessOrEqual = compare(
    "less_equal", "whether the first is less or equal", .lessOrEqual)
  public static let notEqual = compare("not_equal", "whether elements differ", .notEqual)

  public static let and = connect("logical_and", "whether both conditions hold", .and)
  public static let or = connect("logical_or", "whether one of the conditions holds", .or)
  public static let exclusiveOr = connect(
    "logical_xor", "whether exactly one of the conditions holds", .exclusiveOr)

  static let ops: [Op] = [
    equal, greater, greaterOrEqual, less, lessOrEqual, notEqual, and, or, exclusiveOr, choose,
  ]

  private static func compare(_ name: String, _ summary: String, _ comparison: Comparison) -> Op {
    Op(
      name, summary, operands: ["lhs", "rhs"],
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 2 ... 2)
        let (a, b) = (try input.tensor(0), try input.tensor(1))
        try input.expectSameElements(a, b)
        return .tensor(try broadcastShape(a.shape, b.shape), .bool)
      },
      evaluate: { operands, _ throws(Diagnostic) in
        let (a, b) = (try operands.tensor(0), try operands.tensor(1))
        return try tensorValue { () throws(TensorError) in
          try Tensor.comparing(comparison, a, b)
        }
      })
  }

  private static func connect(_ name: String, _ summary: String, _ function: BinaryFunction) -> Op {
    Op(
      name, summary, operands: ["lhs: conditions", "rhs: conditions"],
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 2 ... 2)
        let (a, b) = (try input.tensor(0), try input.tensor(1))
        guard a.element == .bool else { throw .refused(a.element, "bool") }
        try input.expectSameElements(a, b)
        return .tensor(try broadcastShape(a.shape, b.shape), .bool)
      },
      evaluate: { operands, _ throws(Diagnostic) in
        let (a, b) = (try operands.tensor(0), try operands.tensor(1))
        return try tensorValue { () throws(TensorError) in try Tensor.combining(function, a, b) }
      })
  }

  public static let choose = Op(
    "where", "the first value where a condition holds, else the second",
    operands: ["condition", "x", "y"],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 3 ... 3)
      let (condition, x, y) = (try input.tensor(0), try input.tensor(1), try input.tensor(2))
      guard condition.element == .bool else { throw .refused(condition.element, "bool") }
      try input.expectSameElements(x, y)
      let shape = try broadcastShape(condition.shape, broadcastShape(x.shape, y.shape))
      return .tensor(shape, x.element)
    },
    evaluate: { operands, _ throws(Diagnostic) in
      let (x, y) = (try operands.tensor(1), try operands.tensor(2))
      let condition = try operands.tensor(0)
      return try tensorValue { () throws(TensorError) in
        try Tensor.selecting(condition, x, y)
      }
    })

}
