import Diagnostics
import Tensors

/// Puts in axes of one element.
///
/// - Source: Relay 0.0.5 `expand_dims`.
public enum ExpandDims {

  public static let axis = AttributeKey("axis", default: 0, "where the first new axis stands")
  public static let count = AttributeKey("num_newaxis", default: 1, "how many there are")

  public static let op = Op(
    "expand_dims", "the data with new axes of one element", operands: ["data"],
    attributes: [axis, count], traits: .view,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      return .tensor(try expanded(data.shape, input.attributes), data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let shape = try expanded(data.shape, attributes).map { $0 ?? 1 }
      return try tensorValue { () throws(TensorError) in try data.reshaped(to: shape) }
    })

  private static func expanded(
    _ shape: [Int?], _ attributes: Attributes
  ) throws(Diagnostic) -> [Int?] {
    let count = attributes[count]
    guard (0 ... 64).contains(count) else { throw .error("\(count) new axes") }
    let axis = try normalized(axis: attributes[axis], rank: shape.count + 1)
    return Array(shape[..<axis]) + Array(repeating: 1, count: count) + Array(shape[axis...])
  }

}
