import Diagnostics
import Tensors

/// The extents of a tensor as a tensor.
///
/// - Source: Relay 0.0.5 `shape_of`.
public enum ShapeOf {

  public static let type = AttributeKey("dtype", default: "int32", "the type of the result")

  public static let op = Op(
    "shape_of", "the extents of the data as a vector", operands: ["data"], attributes: [type],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let rank = try input.tensor(0).shape.count
      return .tensor([rank], try elementType(spelled: input.attributes[type]))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let shape = try operands.tensor(0).shape
      let element = try elementType(spelled: attributes[type])
      return try tensorValue { () throws(TensorError) in
        try Tensor(element, [shape.count], ints: shape)
      }
    })

}
