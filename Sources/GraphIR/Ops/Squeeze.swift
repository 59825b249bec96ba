import Diagnostics
import Tensors

/// Takes away axes of one element.
///
/// - Source: Relay 0.0.5 `squeeze`.
public enum Squeeze {

  public static let axis = AttributeKey<[Int]?>(
    "axis", default: nil, "the axes that go; else all of one element")

  public static let op = Op(
    "squeeze", "the data without axes of one element", operands: ["data"], attributes: [axis],
    traits: .view,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      return .tensor(try kept(data.shape, input.attributes).map { data.shape[$0] }, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let shape = try kept(data.shape, attributes).map { data.shape[$0] }
      return try tensorValue { () throws(TensorError) in try data.reshaped(to: shape) }
    })

  private static func kept(_ shape: [Int?], _ attributes: Attributes) throws(Diagnostic) -> [Int] {
    guard let axes = attributes[axis] else {
      guard !shape.contains(nil) else {
        throw .error("which axes of an unknown shape have one element is not known: give `axis`")
      }
      return shape.indices.filter { shape[$0] != 1 }
    }
    let gone = try normalized(axes: axes, rank: shape.count)
    if let bad = gone.first(where: { (shape[$0] ?? 1) != 1 }) {
      throw .error("axis \(bad) has \(shape[bad] ?? 0) elements, expected one")
    }
    return shape.indices.filter { !gone.contains($0) }
  }

}
