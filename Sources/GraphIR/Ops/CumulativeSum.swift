import Diagnostics
import Support
import Tensors

/// Sums of all elements up to each.
///
/// - Source: Relay 0.0.5 `cumsum`.
public enum CumulativeSum {

  public static let axis = AttributeKey("axis", default: 0, "the axis that is summed along")
  public static let type = AttributeKey("dtype", default: "", "not used")
  public static let exclusive = AttributeKey(
    "exclusive", default: false, "whether the element itself is left out")

  public static let op = Op(
    "cumsum", "for each element the sum of those up to it", operands: ["data"],
    attributes: [axis, type, exclusive],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      _ = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      return .tensor(data)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let axis = try normalized(axis: attributes[axis], rank: data.rank)
      let isExclusive = attributes[exclusive]
      return try tensorValue { () throws(TensorError) in
        guard data.count > 0 else { return data }
        var shape = data.shape
        shape[axis] = 1
        var sum = Tensor(zeros: data.elementType, shape)
        var parts: [Tensor] = []
        var poll = Poll()
        for position in 0 ..< data.shape[axis] {
          if poll.isRequested(after: 1 << 8 + shape.product) { throw .interrupted }
          let element = try data.sliced(position ..< position + 1, axis: axis)
          let next = try Tensor.combining(.add, sum, element)
          parts.append(isExclusive ? sum : next)
          sum = next
        }
        return try Tensor.concatenated(parts, axis: axis)
      }
    })

}
