import Diagnostics
import Tensors

/// A change between numbers and the integers of a scale that stand for them: what both directions
/// have in common.
struct ScaleChange {

  let outType: AttributeKey<String>
  let axis: AttributeKey<Int>

  /// The operator that makes of the data, with its scale and its zero point, elements of another
  /// type by `compute`.
  func op(
    _ name: String, _ summary: String, operands: [Operand],
    _ compute:
      @escaping @Sendable (Tensor, ElementType, Scales) throws(TensorError) -> Tensor
  ) -> Op {
    Op(
      name, summary, operands: operands, attributes: [outType, axis], traits: .rescales,
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 3 ... 3)
        let data = try input.tensor(0)
        for index in 1 ... 2 {
          try input.expectScale(index, axis: input.attributes[axis], of: data)
        }
        return .tensor(data.shape, try elementType(spelled: input.attributes[outType]))
      },
      evaluate: { operands, attributes throws(Diagnostic) in
        let data = try operands.tensor(0)
        let scales = try Scales(
          operands.tensor(1), operands.tensor(2), axis: attributes[axis], rank: data.rank)
        let type = try elementType(spelled: attributes[outType])
        return try tensorValue { () throws(TensorError) in try compute(data, type, scales) }
      })
  }

}
