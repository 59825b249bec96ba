import Diagnostics
import Tensors

/// Makes the elements along an axis probabilities, or their logarithms.
///
/// - Source: Relay 0.0.5 `nn.softmax` and `nn.log_softmax`.
public enum Softmax {

  public static let axis = AttributeKey("axis", default: -1, "the axis along which the sum is 1")

  public static let softmax =
    make("nn.softmax", "exp(x) / Σ exp(x) along an axis", traits: .neverNegative) {
      data, axis throws(TensorError) in
      try data.softmax(axis: axis)
    }

  public static let logSoftmax =
    make("nn.log_softmax", "x - log Σ exp(x) along an axis") { data, axis throws(TensorError) in
      try data.logSoftmax(axis: axis)
    }

  static let ops = [softmax, logSoftmax]

  private static func make(
    _ name: String, _ summary: String, traits: OpTraits = [],
    _ compute: @escaping @Sendable (Tensor, Int) throws(TensorError) -> Tensor
  ) -> Op {
    Op(
      name, summary, operands: ["data: floats"], attributes: [axis], traits: traits,
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 1 ... 1)
        let data = try input.tensor(0)
        guard data.element.isFloat else { throw .refused(data.element, "floats") }
        _ = try normalized(axis: input.attributes[axis], rank: data.shape.count)
        return .tensor(data)
      },
      evaluate: { operands, attributes throws(Diagnostic) in
        let data = try operands.tensor(0)
        let axis = try normalized(axis: attributes[axis], rank: data.rank)
        return try tensorValue { () throws(TensorError) in try compute(data, axis) }
      })
  }

}
