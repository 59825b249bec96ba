import Diagnostics
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
      return try tensorValue { () throws(TensorError) in
        var (wide, line) = (indices.shape, indices.shape.map { _ in 1 })
        wide.insert(1, at: axis)
        line.insert(depth, at: axis)
        let places = indices.converted(to: .int64).mapped(Int64.self, to: Int64.self) {
          $0 < 0 ? $0 + Int64(depth) : $0
        }
        let range = Tensor(line, (0 ..< depth).map { Int64($0) })
        let hits = try Tensor.comparing(.equal, places.reshaped(to: wide), range)
        return try Tensor.selecting(
          hits, on.reshaped(to: []).converted(to: type), off.reshaped(to: []).converted(to: type))
      }
    })

  private static func element(
    _ value: ElementType, _ attributes: Attributes
  ) throws(Diagnostic) -> ElementType {
    attributes[type].isEmpty ? value : try elementType(spelled: attributes[type])
  }

}
