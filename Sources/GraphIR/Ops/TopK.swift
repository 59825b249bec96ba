import Diagnostics
import Support
import Tensors

/// Finds the greatest or the least elements.
///
/// - Source: Relay 0.0.5 `topk`; of equal elements the first comes first, as in ONNX.
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
        let places = try positions(data, axis, attributes[count], attributes[ascends])
        return (try data.gatheredElements(places, axis: axis), places.converted(to: type))
      }
      switch attributes[parts] {
      case "values": return .tensor(values)
      case "indices": return .tensor(places)
      default: return .tuple([.tensor(values), .tensor(places)])
      }
    })

  /// The positions of the elements that are looked for, best first.
  private static func positions(
    _ data: Tensor, _ axis: Int, _ count: Int, _ ascends: Bool
  ) throws(TensorError) -> Tensor {
    let extent = data.shape[axis]
    var order = data.shape.indices.filter { $0 != axis }
    order.append(axis)
    let rows = try data.transposed(order)
    let numbers = rows.doubles
    var places: [Int] = []
    var poll = Poll()
    for start in stride(from: 0, to: numbers.count, by: max(1, extent)) {
      let row = numbers[start ..< start + extent]
      let sorted = try sorted(Array(row.indices), &poll) { a, b in
        if row[a] == row[b] { return a < b }
        return ascends ? row[a] < row[b] : row[a] > row[b]
      }
      places += sorted.prefix(count).map { $0 - start }
    }
    var shape = rows.shape
    shape[rows.rank - 1] = count
    let inverse = data.shape.indices.map { axis in order.firstIndex(of: axis) ?? 0 }
    return try Tensor(.int64, shape, ints: places).transposed(inverse)
  }

  private static func sorted(
    _ places: [Int], _ poll: inout Poll, _ isBefore: (Int, Int) -> Bool
  ) throws(TensorError) -> [Int] {
    do {
      return try places.sorted { a, b in
        if poll.isRequested() { throw TensorError.interrupted }
        return isBefore(a, b)
      }
    } catch {
      throw .interrupted
    }
  }

}
