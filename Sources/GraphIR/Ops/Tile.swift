import Diagnostics
import Tensors

/// Repeats a tensor, or each of its elements.
///
/// - Source: Relay 0.0.5 `tile` and `repeat`.
public enum Tile {

  public static let counts = AttributeKey<[Int]>(
    "reps", default: [], "how often, by axis from the last")
  public static let times = AttributeKey("repeats", default: 1, "how often each position comes")
  public static let axis = AttributeKey("axis", default: 0, "the axis whose positions are repeated")

  static let ops = [tile, each]

  public static let tile = Op(
    "tile", "the data again and again along axes", operands: ["data"], attributes: [counts],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      let (shape, counts) = try aligned(data.shape, input.attributes[counts])
      var result: [Int?] = []
      for (extent, count) in zip(shape, counts) {
        result.append(try extent.map { (extent) throws(Diagnostic) in try product(extent, count) })
      }
      return .tensor(result, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let (shape, counts) = try aligned(data.shape, attributes[counts])
      let extents = shape.map { $0 ?? 0 }
      let result = try zip(extents, counts).map { (extent, count) throws(Diagnostic) in
        try product(extent, count)
      }
      return try tensorValue { () throws(TensorError) in
        try data.reshaped(to: extents.flatMap { [1, $0] })
          .broadcast(to: zip(counts, extents).flatMap { [$0, $1] })
          .reshaped(to: result)
      }
    })

  public static let each = Op(
    "repeat", "each position along an axis several times", operands: ["data"],
    attributes: [times, axis],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      let axis = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      var shape = data.shape
      let times = input.attributes[times]
      shape[axis] = try shape[axis].map { (extent) throws(Diagnostic) in
        try product(extent, times)
      }
      return .tensor(shape, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let axis = try normalized(axis: attributes[axis], rank: data.rank)
      let times = attributes[times]
      var (split, wide, result) = (data.shape, data.shape, data.shape)
      split.insert(1, at: axis + 1)
      wide.insert(times, at: axis + 1)
      result[axis] = try product(data.shape[axis], times)
      return try tensorValue { () throws(TensorError) in
        try data.reshaped(to: split).broadcast(to: wide).reshaped(to: result)
      }
    })

  private static func aligned(
    _ shape: [Int?], _ counts: [Int]
  ) throws(Diagnostic) -> ([Int?], [Int]) {
    let rank = max(shape.count, counts.count)
    let extents = Array(repeating: 1, count: rank - shape.count) + shape
    return (extents, Array(repeating: 1, count: rank - counts.count) + counts)
  }

  private static func product(_ extent: Int, _ count: Int) throws(Diagnostic) -> Int {
    guard count >= 0 else { throw .error("\(count) repetitions") }
    let (result, overflow) = extent.multipliedReportingOverflow(by: count)
    guard !overflow else { throw .error("\(count) repetitions of \(extent) are too many") }
    return result
  }

}
