import Diagnostics
public import Tensors

/// Operators on the elements of one tensor.
///
/// - Source: Relay 0.0.5 `nn.relu`, `clip`, `cast` and `copy`.
public enum Elementwise {

  public static let relu = op("nn.relu", "0 where the element is negative", traits: .neverNegative)
  {
    (data, _) throws(TensorError) in try data.applying(.relu)
  }

  public static let copy = op("copy", "the same tensor", traits: .moves) {
    (data, _) throws(TensorError) in data
  }

  /// An operator whose result has the type of its operand.
  public static func op(
    _ name: String, _ summary: String, attributes: [any AnyAttributeKey] = [],
    traits: OpTraits = [],
    _ compute: @escaping @Sendable (Tensor, Attributes) throws(TensorError) -> Tensor
  ) -> Op {
    Op(
      name, summary, operands: ["data"], attributes: attributes, traits: traits,
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 1 ... 1)
        return .tensor(try input.tensor(0))
      },
      evaluate: { operands, attributes throws(Diagnostic) in
        let data = try operands.tensor(0)
        return .tensor(
          try computing { () throws(TensorError) in try compute(data, attributes) })
      })
  }

}
