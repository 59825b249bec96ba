import Diagnostics
import Tensors

/// Adds one number to all elements of a position along an axis.
///
///     result[…, c, …] = data[…, c, …] + bias[c]
public enum BiasAdd {

  public static let axis = AttributeKey("axis", default: 1, "the axis that `bias` runs along")

  public static let op = Op(
    "nn.bias_add", "`data` plus `bias` along one axis", operands: ["data", "bias"],
    attributes: [axis],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let (data, bias) = (try input.tensor(0), try input.tensor(1, rank: 1))
      try input.expectSameElements(data, bias)
      let axis = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      if let extent = data.shape[axis], let length = bias.shape[0], extent != length {
        throw .error("a bias of \(length) elements for an axis of \(extent)")
      }
      return .tensor(data)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let bias = try operands.tensor(1).along(attributes[axis], rank: data.rank)
      return .tensor(
        try computing { () throws(TensorError) in try Tensor.combining(.add, data, bias) })
    })

}
