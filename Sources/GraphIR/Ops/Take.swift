import Diagnostics
import Tensors

/// Takes slices by their positions.
///
/// - Source: Relay 0.0.5 `take`.
public enum Take {

  public static let batchAxes = AttributeKey(
    "batch_dims", default: 0, "how many axes data and indices share; only 0 is supported")
  public static let axis = AttributeKey<Int?>(
    "axis", default: nil, "the axis that positions are of; else of the data as one row")
  public static let mode = AttributeKey(
    "mode", default: "clip",
    "what is out of range: `clip` goes to the ends, `wrap` counts around, `fast` is an error")

  public static let op = Op(
    "take", "the slices of an axis at the given positions", operands: ["data", "indices"],
    attributes: [batchAxes, axis, mode],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let (data, indices) = (try input.tensor(0), try input.tensor(1))
      guard input.attributes[batchAxes] == 0 else { throw .error("`batch_dims` must be 0") }
      guard indices.element.isInteger else { throw .refused(indices.element, "integers") }
      guard let given = input.attributes[axis] else {
        return .tensor(indices.shape, data.element)
      }
      let axis = try normalized(axis: given, rank: data.shape.count)
      let shape = data.shape[..<axis] + indices.shape + data.shape[(axis + 1)...]
      return .tensor(Array(shape), data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, indices) = (try operands.tensor(0), try operands.tensor(1))
      let flat = try computing { () throws(TensorError) in try data.reshaped(to: [data.count]) }
      let source = attributes[axis] == nil ? flat : data
      let axis = try normalized(axis: attributes[axis] ?? 0, rank: source.rank)
      let places = try inRange(indices, source.shape[axis], attributes[mode])
      return try tensorValue { () throws(TensorError) in try source.gathered(places, axis: axis) }
    })

  private static func inRange(
    _ indices: Tensor, _ extent: Int, _ mode: String
  ) throws(Diagnostic) -> Tensor {
    guard mode != "fast", extent > 0 else { return indices }
    let places = indices.ints.map { index in
      mode == "wrap" ? ((index % extent) + extent) % extent : min(max(index, 0), extent - 1)
    }
    return try computing { () throws(TensorError) in
      try Tensor(.int64, indices.shape, ints: places)
    }
  }

}
