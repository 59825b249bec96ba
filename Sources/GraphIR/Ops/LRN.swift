import Diagnostics
import Support
import Tensors

/// Divides each element by what its neighbours in other channels amount to.
///
///     result = data / (bias + alpha / size · Σ neighbours²)^beta
///
/// - Source: Relay 0.0.5 `nn.lrn`; ONNX `LRN`.
public enum LRN {

  public static let size = AttributeKey("size", default: 5, "how many channels are neighbours")
  public static let axis = AttributeKey("axis", default: 1, "the axis of the channels")
  public static let bias = AttributeKey("bias", default: 2.0, "what is added to the sum")
  public static let alpha = AttributeKey("alpha", default: 0.00001, "the factor of the sum")
  public static let beta = AttributeKey("beta", default: 0.75, "the exponent")

  public static let op = Op(
    "nn.lrn", "each element divided by a norm of its neighbours in other channels",
    operands: ["data"], attributes: [size, axis, bias, alpha, beta],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      guard data.element.isFloat else { throw .refused(data.element, "floats") }
      _ = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      guard (1 ... 1 << 20).contains(input.attributes[size]) else {
        throw .error("`size` is \(input.attributes[size])")
      }
      return .tensor(data)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let axis = try normalized(axis: attributes[axis], rank: data.rank)
      return try tensorValue { () throws(TensorError) in
        let sum = try neighbours(data, axis, attributes[size])
        let type = data.elementType
        let factor = Tensor(scalar: attributes[alpha] / Double(attributes[size]))
        let bias = Tensor(scalar: attributes[bias]).converted(to: type)
        let beta = Tensor(scalar: attributes[beta]).converted(to: type)
        let scaled = try Tensor.combining(.multiply, sum, factor.converted(to: type))
        let base = try Tensor.combining(.add, scaled, bias)
        return try Tensor.combining(.divide, data, Tensor.combining(.power, base, beta))
      }
    })

  /// For each element the sum of squares of its neighbours, itself among them.
  private static func neighbours(
    _ data: Tensor, _ axis: Int, _ size: Int
  ) throws(TensorError) -> Tensor {
    let squares = try Tensor.combining(.multiply, data, data)
    let front = (size - 1) / 2
    var begin = data.shape.map { _ in 0 }
    var end = begin
    begin[axis] = front
    end[axis] = size - 1 - front
    let zero = Tensor(zeros: data.elementType, [])
    let padded = try squares.padded(begin: begin, end: end, .constant(zero))
    var sum = Tensor(zeros: data.elementType, data.shape)
    for offset in 0 ..< size {
      if Interruption.current.isRequested { throw .interrupted }
      let shifted = try padded.sliced(offset ..< offset + data.shape[axis], axis: axis)
      sum = try Tensor.combining(.add, sum, shifted)
    }
    return sum
  }

}
