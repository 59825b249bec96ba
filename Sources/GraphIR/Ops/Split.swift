import Diagnostics
import Tensors

/// Cuts a tensor into a tuple of tensors.
///
/// - Source: Relay 0.0.5 `split`.
public enum Split {

  public static let sections = AttributeKey<[Int]>(
    "indices_or_sections", default: [],
    "how many equal parts, or where the parts but the first begin"
  )

  /// The same attribute, where it is a number of equal parts.
  public static let count = AttributeKey("indices_or_sections", default: 1)

  public static let axis = AttributeKey("axis", default: 0, "the axis that is cut")

  public static let op = Op(
    "split", "the data cut into a tuple of parts along an axis", operands: ["data"],
    attributes: [sections, axis],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      let axis = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      let widths = try widths(data.shape[axis], input.attributes)
      return .tuple(
        widths.map { width in
          var shape = data.shape
          shape[axis] = width
          return .tensor(shape, data.element)
        })
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let axis = try normalized(axis: attributes[axis], rank: data.rank)
      var parts: [Value] = []
      var start = 0
      for width in try widths(data.shape[axis], attributes) {
        let range = start ..< start + (width ?? 0)
        parts.append(
          try tensorValue { () throws(TensorError) in try data.sliced(range, axis: axis) })
        start = range.upperBound
      }
      return .tuple(parts)
    })

  /// The extents of the parts of an axis of `extent`.
  private static func widths(
    _ extent: Int?, _ attributes: Attributes
  ) throws(Diagnostic) -> [Int?] {
    let given = attributes[sections]
    if case .integer(let count)? = attributes[sections.name] {
      guard (1 ... 1 << 20).contains(count) else { throw .error("there are no \(count) parts") }
      guard let extent else { return Array(repeating: nil, count: count) }
      guard extent % count == 0 else {
        throw .error("an axis of \(extent) elements has no \(count) equal parts")
      }
      return Array(repeating: extent / count, count: count)
    }
    var result: [Int?] = []
    var start = 0
    for index in given {
      guard index >= start, index <= extent ?? .max else {
        throw .error("no part of an axis of \(extent.map(String.init) ?? "?") begins at \(index)")
      }
      result.append(index - start)
      start = index
    }
    return result + [extent.map { $0 - start }]
  }

}
