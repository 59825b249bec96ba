import Diagnostics
import Tensors

/// Takes single elements by their positions along one axis.
///
/// - Source: Relay 0.0.5 `gather`.
public enum Gather {

  public static let axis = AttributeKey("axis", default: 0, "the axis that positions are of")

  public static let op = Op(
    "gather", "for each position the element there along an axis", operands: ["data", "indices"],
    attributes: [axis],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let (data, indices) = (try input.tensor(0), try input.tensor(1))
      _ = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      guard indices.element.isInteger else { throw .refused(indices.element, "integers") }
      guard indices.shape.count == data.shape.count else {
        throw .error("positions of rank \(indices.shape.count) for data of \(data.shape.count)")
      }
      return .tensor(indices.shape, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, indices) = (try operands.tensor(0), try operands.tensor(1))
      let axis = try normalized(axis: attributes[axis], rank: data.rank)
      return try tensorValue { () throws(TensorError) in
        try data.gatheredElements(indices, axis: axis)
      }
    })

}
