import Diagnostics
import Tensors

/// Multiplies negative elements by a factor of their channel.
///
/// - Source: Relay 0.0.5 `nn.prelu`.
public enum PRelu {

  public static let axis = AttributeKey("axis", default: 1, "the axis of the channels")

  public static let op = Op(
    "nn.prelu", "the element, or the factor of its channel times it where it is negative",
    operands: ["data", "alpha: one factor for each channel"], attributes: [axis],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let (data, alpha) = (try input.tensor(0), try input.tensor(1, rank: 1))
      try input.expectSameElements(data, alpha)
      let axis = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      if let extent = data.shape[axis], let count = alpha.shape[0], extent != count {
        throw .error("\(count) factors for \(extent) channels")
      }
      return .tensor(data)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let alpha = try operands.tensor(1).along(attributes[axis], rank: data.rank)
      return try tensorValue { () throws(TensorError) in
        let zero = Tensor(zeros: data.elementType, [])
        let scaled = try Tensor.combining(.multiply, data, alpha)
        return try Tensor.selecting(try Tensor.comparing(.less, data, zero), scaled, data)
      }
    })

}
