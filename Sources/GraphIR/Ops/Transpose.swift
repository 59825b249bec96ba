import Diagnostics
import Tensors

/// Puts axes into another order.
///
/// - Source: Relay 0.0.5 `transpose`.
public enum Transpose {

  public static let axes = AttributeKey<[Int]?>(
    "axes", default: nil, "for each axis of the result, which of the data it is; else reversed")

  public static let op = Op(
    "transpose", "the data with its axes in another order", operands: ["data"], attributes: [axes],
    traits: .moves,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      let order = try order(input.attributes, rank: data.shape.count)
      return .tensor(order.map { data.shape[$0] }, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let order = try order(attributes, rank: data.rank)
      return try tensorValue { () throws(TensorError) in try data.transposed(order) }
    })

  private static func order(_ attributes: Attributes, rank: Int) throws(Diagnostic) -> [Int] {
    guard let axes = attributes[axes], !axes.isEmpty || rank == 0 else {
      return Array((0 ..< rank).reversed())
    }
    guard try normalized(axes: axes, rank: rank).count == rank else {
      throw .error("`axes` \(axes) must name all \(rank) axes")
    }
    return axes.map { $0 < 0 ? $0 + rank : $0 }
  }

}
