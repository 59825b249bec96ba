import Diagnostics
import Support
import Tensors

/// Vectors that are one number at a position and another elsewhere.
///
/// - Source: Relay 0.0.5 `one_hot`; negative positions count from the end, as in ONNX.
public enum OneHot {

  public static let depth = AttributeKey("depth", default: 1, "the extent of the new axis")
  public static let axis = AttributeKey("axis", default: -1, "where the new axis stands")
  public static let type = AttributeKey(
    "dtype", default: "", "the type; that of the values if empty")

  public static let op = Op(
    "one_hot", "one value at each position along a new axis, another elsewhere",
    operands: ["indices", "on_value", "off_value"], attributes: [depth, axis, type],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 3 ... 3)
      let indices = try input.tensor(0)
      let axis = try normalized(axis: input.attributes[axis], rank: indices.shape.count + 1)
      guard (0 ... 1 << 32).contains(input.attributes[depth]) else {
        throw .error("`depth` is \(input.attributes[depth])")
      }
      var shape = indices.shape
      shape.insert(input.attributes[depth], at: axis)
      return .tensor(shape, try element(input.tensor(1).element, input.attributes))
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let indices = try operands.tensor(0)
      let (on, off) = (try operands.tensor(1), try operands.tensor(2))
      let axis = try normalized(axis: attributes[axis], rank: indices.rank + 1)
      let depth = attributes[depth]
      let type = try element(on.elementType, attributes)
      var shape = indices.shape
      shape.insert(depth, at: axis)
      let base = try computing { () throws(TensorError) in
        try off.reshaped(to: []).converted(to: type).broadcast(to: shape)
      }
      let places = try places(of: indices.ints, depth, inner: rowMajorStrides(shape)[axis])
      return try tensorValue { () throws(TensorError) in
        let ones = try on.reshaped(to: []).converted(to: type).broadcast(to: [places.count])
        return try base.scattering(ones, at: places, size: 1, .update)
      }
    })

  /// Where the elements stand that are on; positions out of range have none.
  private static func places(
    of indices: [Int], _ depth: Int, inner: Int
  ) throws(Diagnostic) -> [Int] {
    var places: [Int] = []
    var poll = Poll()
    for (offset, index) in indices.enumerated() {
      try poll.check()
      guard (-depth ..< depth).contains(index) else { continue }
      let position = index < 0 ? index + depth : index
      places.append((offset / inner * depth + position) * inner + offset % inner)
    }
    return places
  }

  private static func element(
    _ value: ElementType, _ attributes: Attributes
  ) throws(Diagnostic) -> ElementType {
    attributes[type].isEmpty ? value : try elementType(spelled: attributes[type])
  }

}
