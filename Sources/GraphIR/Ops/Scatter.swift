import Diagnostics
import Support
import Tensors

/// Puts elements or slices at given positions of a copy of the data.
///
/// - Source: Relay 0.0.5 `scatter_elements` and `scatter_nd`; ONNX `ScatterElements`, `ScatterND`.
public enum Scatter {

  public static let axis = AttributeKey("axis", default: 0, "the axis that positions are of")
  public static let reduction = AttributeKey(
    "reduction", default: "update", "`update`, `add`, `mul`, `min` or `max`")
  public static let mode = AttributeKey(
    "mode", default: "update", "`update`, `add`, `mul`, `min` or `max`")

  static let ops = [elements, slices]

  public static let elements = Op(
    "scatter_elements", "the data with elements put at positions along an axis",
    operands: ["data", "indices", "updates"], attributes: [axis, reduction],
    infer: { input throws(Diagnostic) in
      let data = try checked(input, input.attributes[reduction])
      let (indices, updates) = (try input.tensor(1), try input.tensor(2))
      _ = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      guard indices.shape.count == data.shape.count, updates.shape.count == data.shape.count else {
        throw .error("data, positions and updates differ in rank")
      }
      return .tensor(data)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, indices) = (try operands.tensor(0), try operands.tensor(1))
      let updates = try operands.tensor(2)
      let axis = try normalized(axis: attributes[axis], rank: data.rank)
      guard indices.shape == updates.shape else { throw .error("positions and updates differ") }
      let places = try places(indices, data.shape, axis)
      return .tensor(try put(updates, at: places, size: 1, in: data, attributes[reduction]))
    })

  public static let slices = Op(
    "scatter_nd", "the data with slices put at positions, which stand along the first axis",
    operands: ["data", "indices", "updates"], attributes: [mode],
    infer: { input throws(Diagnostic) in
      .tensor(try checked(input, input.attributes[mode]))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, indices) = (try operands.tensor(0), try operands.tensor(1))
      let updates = try operands.tensor(2)
      guard let depth = indices.shape.first, depth <= data.rank else {
        throw .error("positions of more axes than the data has")
      }
      let plan = IndexPlan(data.shape, batch: 0, depth: depth)
      let places = indices.shape.dropFirst()
      let count = places.product
      guard updates.count == count * plan.rowSize else {
        throw .error("updates of \(updates.shape) for \(count) slices of \(plan.rowSize)")
      }
      let rows = try plan.rows(indices, placeCount: count, perBatch: places, 0)
      return .tensor(
        try put(
          updates, at: rows.map { $0 * plan.rowSize }, size: plan.rowSize, in: data,
          attributes[mode]))
    })

  private static func checked(
    _ input: InferenceInput, _ mode: String
  ) throws(Diagnostic) -> TensorType {
    try input.expect(operands: 3 ... 3)
    let (data, indices) = (try input.tensor(0), try input.tensor(1))
    guard indices.element.isInteger else { throw .refused(indices.element, "integers") }
    try input.expectSameElements(data, try input.tensor(2))
    _ = try scatterMode(mode)
    return data
  }

  /// Where each element of `indices` leads to in data of `shape`.
  private static func places(
    _ indices: Tensor, _ shape: [Int], _ axis: Int
  ) throws(Diagnostic) -> [Int] {
    guard zip(indices.shape, shape).enumerated().allSatisfy({ $0 == axis || $1.0 <= $1.1 }) else {
      throw .error("positions of shape \(indices.shape) for data of \(shape)")
    }
    var places: [Int] = []
    var poll = Poll()
    for (i, position) in indices.ints.enumerated() {
      try poll.check(after: 4)
      guard (-shape[axis] ..< shape[axis]).contains(position) else {
        throw .error("position \(position) of an axis of \(shape[axis]) elements")
      }
      var (rest, stride, place) = (i, 1, 0)
      for a in shape.indices.reversed() {
        let own = rest % indices.shape[a]
        rest /= indices.shape[a]
        let wanted = position < 0 ? position + shape[axis] : position
        place += (a == axis ? wanted : own) * stride
        stride *= shape[a]
      }
      places.append(place)
    }
    return places
  }

  /// `data` with rows of `size` elements of `updates` put at `places`.
  private static func put(
    _ updates: Tensor, at places: [Int], size: Int, in data: Tensor, _ mode: String
  ) throws(Diagnostic) -> Tensor {
    let mode = try scatterMode(mode)
    return try computing { () throws(TensorError) in
      try data.scattering(updates, at: places, size: size, mode)
    }
  }

  private static func scatterMode(_ name: String) throws(Diagnostic) -> ScatterMode {
    guard let mode = ScatterMode(rawValue: name) else {
      let names = ScatterMode.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      throw .error("`\(name)` is no way to put elements", hints: ["there are \(names)"])
    }
    return mode
  }

}
