import Diagnostics
import Support
import Tensors

/// Takes slices by positions of several axes.
///
/// - Source: ONNX `GatherND`, whose positions stand along the last axis; Relay's `gather_nd` has
///   them along the first.
public enum GatherND {

  public static let batchAxes = AttributeKey(
    "batch_dims", default: 0, "how many leading axes data and positions share")

  public static let op = Op(
    "gather_nd", "the slices at positions of several axes, which stand along the first axis",
    operands: ["data", "indices"], attributes: [batchAxes],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let (data, indices) = (try input.tensor(0), try input.tensor(1))
      guard indices.element.isInteger else { throw .refused(indices.element, "integers") }
      guard let depth = indices.shape.first ?? nil else {
        throw .error("how many axes the positions are of is not known")
      }
      let batch = input.attributes[batchAxes]
      guard batch >= 0, batch < indices.shape.count, batch + depth <= data.shape.count else {
        throw .error("positions of \(depth) axes in data of rank \(data.shape.count)")
      }
      let shape: [Int?] = Array(indices.shape.dropFirst()) + data.shape.dropFirst(batch + depth)
      return .tensor(shape, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, indices) = (try operands.tensor(0), try operands.tensor(1))
      let batch = attributes[batchAxes]
      guard let depth = indices.shape.first else { throw .error("positions without axes") }
      let places = indices.shape.dropFirst()
      let plan = IndexPlan(data.shape, batch: batch, depth: depth)
      let rows = try plan.rows(indices, placeCount: places.product, perBatch: places, batch)
      return try tensorValue { () throws(TensorError) in
        try data.reshaped(to: [plan.rowCount, plan.rowSize])
          .gathered(Tensor([rows.count], rows.map { Int64($0) }), axis: 0)
          .reshaped(to: Array(places) + data.shape.dropFirst(batch + depth))
      }
    })

}

/// The leading axes of a tensor as one, to which lists of positions lead.
struct IndexPlan {

  let extents: [Int]
  let batchSize: Int
  let rowSize: Int

  var rowCount: Int { batchSize * extents.product }

  init(_ shape: [Int], batch: Int, depth: Int) {
    batchSize = shape.prefix(batch).product
    extents = Array(shape.dropFirst(batch).prefix(depth))
    rowSize = shape.dropFirst(batch + depth).product
  }

  /// The row of each of `placeCount` lists of positions, whose axes stand first in `indices`.
  /// - Errors: a position is out of range.
  func rows(
    _ indices: Tensor, placeCount: Int, perBatch places: ArraySlice<Int>, _ batch: Int
  ) throws(Diagnostic) -> [Int] {
    let numbers = indices.ints
    let perBatch = max(1, places.dropFirst(batch).product)
    var rows: [Int] = []
    var poll = Poll()
    for place in 0 ..< placeCount {
      try poll.check(after: 4)
      var row = batch == 0 ? 0 : place / perBatch
      for (axis, extent) in extents.enumerated() {
        let position = numbers[axis * placeCount + place]
        guard (-extent ..< extent).contains(position) else {
          throw .error("position \(position) of an axis of \(extent) elements")
        }
        row = row * extent + (position < 0 ? position + extent : position)
      }
      rows.append(row)
    }
    return rows
  }

}
