import Diagnostics
import Tensors

/// Operators that make the elements along axes one.
///
/// - Source: Relay 0.0.5 `mean`, `sum`, `argmax` and their like.
public enum Reductions {

  public static let axis = AttributeKey<[Int]?>("axis", default: nil, "the axes that go; else all")
  public static let keeps = AttributeKey(
    "keepdims", default: false, "whether the axes stay, with one element")
  public static let excludes = AttributeKey(
    "exclude", default: false, "whether `axis` names the axes that stay")
  public static let takesLast = AttributeKey(
    "select_last_index", default: false, "whether the last of equal elements counts")

  public static let maximum = reduce("max", "the greatest element along axes", .maximum)
  public static let mean = reduce("mean", "the mean along axes", .mean)
  public static let minimum = reduce("min", "the least element along axes", .minimum)
  public static let product = reduce("prod", "the product along axes", .product)
  public static let sum = reduce("sum", "the sum along axes", .sum)

  public static let greatestPosition = position(
    "argmax", "where along an axis the greatest element is", .maximum)
  public static let leastPosition = position(
    "argmin", "where along an axis the least element is", .minimum)

  static let ops = [maximum, mean, minimum, product, sum, greatestPosition, leastPosition]

  private static func reduce(_ name: String, _ summary: String, _ reduction: Reduction) -> Op {
    Op(
      name, summary, operands: ["data"], attributes: [axis, keeps, excludes],
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 1 ... 1)
        let data = try input.tensor(0)
        guard data.element != .bool else { throw .refused(data.element, "numbers") }
        let axes = try axes(input.attributes, rank: data.shape.count)
        return .tensor(remaining(data.shape, axes, input.attributes[keeps]), data.element)
      },
      evaluate: { operands, attributes throws(Diagnostic) in
        let data = try operands.tensor(0)
        let axes = try axes(attributes, rank: data.rank)
        return try tensorValue { () throws(TensorError) in
          try data.reduced(reduction, axes: axes, keepingAxes: attributes[keeps])
        }
      })
  }

  private static func position(_ name: String, _ summary: String, _ extremum: Extremum) -> Op {
    Op(
      name, summary, operands: ["data"], attributes: [axis, keeps, excludes, takesLast],
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 1 ... 1)
        let data = try input.tensor(0)
        let axes = try axes(input.attributes, rank: data.shape.count)
        guard axes.count == 1 else { throw .error("`\(name)` is along one axis, found \(axes)") }
        return .tensor(remaining(data.shape, axes, input.attributes[keeps]), .int64)
      },
      evaluate: { operands, attributes throws(Diagnostic) in
        let data = try operands.tensor(0)
        let axes = try axes(attributes, rank: data.rank)
        return try tensorValue { () throws(TensorError) in
          try data.positions(
            of: extremum, axis: axes[0], keepingAxis: attributes[keeps],
            last: attributes[takesLast])
        }
      })
  }

  private static func axes(_ attributes: Attributes, rank: Int) throws(Diagnostic) -> [Int] {
    guard let given = attributes[axis] else { return Array(0 ..< rank) }
    let axes = try normalized(axes: given, rank: rank)
    guard attributes[excludes] else { return axes }
    return (0 ..< rank).filter { !axes.contains($0) }
  }

  private static func remaining(_ shape: [Int?], _ axes: [Int], _ keepsAxes: Bool) -> [Int?] {
    keepsAxes
      ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
      : shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  }

}
