import Diagnostics
import Tensors

/// Finds the greatest or the least elements.
///
/// - Source: Relay 0.0.5 `topk`; of equal elements the first comes first, as in ONNX; NaN is
///   greater than all numbers.
public enum TopK {

  public static let count = AttributeKey("k", default: 1, "how many")
  public static let axis = AttributeKey("axis", default: -1, "the axis along which")
  public static let parts = AttributeKey(
    "ret_type", default: "both", "`both`, `values` or `indices`")
  public static let ascends = AttributeKey(
    "is_ascend", default: false, "whether the least are looked for")
  public static let type = AttributeKey("dtype", default: "int32", "the type of the positions")

  public static let op = Op(
    "topk", "the greatest elements along an axis and where they are", operands: ["data"],
    attributes: [count, axis, parts, ascends, type],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      let axis = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      let count = input.attributes[count]
      guard count >= 0, count <= data.shape[axis] ?? .max else {
        throw .error("`k` is \(count) for an axis of \(data.shape[axis] ?? 0)")
      }
      var shape = data.shape
      shape[axis] = count
      let places = ValueType.tensor(shape, try elementType(spelled: input.attributes[type]))
      switch input.attributes[parts] {
      case "values": return .tensor(shape, data.element)
      case "indices": return places
      default: return .tuple([.tensor(shape, data.element), places])
      }
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let axis = try normalized(axis: attributes[axis], rank: data.rank)
      let type = try elementType(spelled: attributes[type])
      let (values, places) = try computing { () throws(TensorError) in
        let places = try data.ranking(
          attributes[ascends] ? .minimum : .maximum, count: attributes[count], axis: axis)
        return (try data.gatheredElements(places, axis: axis), places.converted(to: type))
      }
      switch attributes[parts] {
      case "values": return .tensor(values)
      case "indices": return .tensor(places)
      default: return .tuple([.tensor(values), .tensor(places)])
      }
    })

}
