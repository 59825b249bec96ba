import Diagnostics
import Tensors

/// Puts tensors one behind the other.
///
/// - Source: Relay 0.0.5 `concatenate`.
public enum Concatenate {

  public static let axis = AttributeKey("axis", default: 0, "the axis that grows")

  public static let op = Op(
    "concatenate", "the tensors of a tuple one behind the other along an axis",
    operands: ["data: a tuple of tensors"], attributes: [axis],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let types = try input.tensors(0)
      let axis = try normalized(axis: input.attributes[axis], rank: types[0].shape.count)
      var result = types[0]
      for (index, type) in types.enumerated().dropFirst() {
        result = try joined(result, type, axis, index)
      }
      return .tensor(result)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      guard let tensors = operands.first?.tensors, let first = tensors.first else {
        throw .error("there is nothing to concatenate")
      }
      let axis = try normalized(axis: attributes[axis], rank: first.rank)
      return try tensorValue { () throws(TensorError) in
        try Tensor.concatenated(tensors, axis: axis)
      }
    })

  private static func joined(
    _ a: TensorType, _ b: TensorType, _ axis: Int, _ index: Int
  ) throws(Diagnostic) -> TensorType {
    guard a.element == b.element, a.shape.count == b.shape.count else {
      throw .error("field \(index) is \(b), the fields before it \(a)")
    }
    var shape = a.shape
    for (position, extent) in b.shape.enumerated() {
      if position == axis {
        shape[axis] = a.shape[axis].flatMap { before in extent.map { before + $0 } }
      } else if let known = shape[position], let extent, known != extent {
        throw .error("field \(index) is \(b), the fields before it \(a): axis \(position) differs")
      } else {
        shape[position] = shape[position] ?? extent
      }
    }
    return TensorType(shape, a.element)
  }

}
