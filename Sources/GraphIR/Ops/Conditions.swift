import Diagnostics
import Tensors

/// Operators that compare elements, combine conditions, or choose by them.
enum Conditions {

  static let ops: [Op] =
    comparisons.map { compare($0, $1, $2) } + connectives.map { connect($0, $1, $2) } + [choose]

  private static let comparisons: [(String, String, Comparison)] = [
    ("equal", "whether elements are equal", .equal),
    ("greater", "whether the first is greater", .greater),
    ("greater_equal", "whether the first is greater or equal", .greaterOrEqual),
    ("less", "whether the first is less", .less),
    ("less_equal", "whether the first is less or equal", .lessOrEqual),
    ("not_equal", "whether elements differ", .notEqual),
  ]

  private static let connectives: [(String, String, BinaryFunction)] = [
    ("logical_and", "whether both conditions hold", .and),
    ("logical_or", "whether one of the conditions holds", .or),
    ("logical_xor", "whether exactly one of the conditions holds", .exclusiveOr),
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

  private static let choose = Op(
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
