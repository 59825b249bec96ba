import Diagnostics
import Tensors

/// Normalizes with moments that are known, as a trained model does.
///
///     result[…, c, …] = (data[…, c, …] - mean[c]) / √(variance[c] + epsilon) · gamma[c] + beta[c]
///
/// The result is a tuple: this tensor, the mean and the variance.
public enum BatchNorm {

  public static let axis = AttributeKey("axis", default: 1, "the axis of the channels")
  public static let epsilon = AttributeKey(
    "epsilon", default: 1e-5, "what is added to the variance")
  public static let center = AttributeKey("center", default: true, "whether `beta` is added")
  public static let scale = AttributeKey("scale", default: true, "whether `gamma` is applied")

  public static let op = Op(
    "nn.batch_norm", "`data` normalized with the given moments, channel by channel",
    operands: ["data", "gamma", "beta", "moving_mean", "moving_var"],
    attributes: [axis, epsilon, center, scale],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 5 ... 5)
      let data = try input.tensor(0)
      let axis = try normalized(axis: input.attributes[axis], rank: data.shape.count)
      for index in 1 ..< 5 {
        let vector = try input.tensor(index, rank: 1)
        if let a = vector.shape[0], let b = data.shape[axis], a != b {
          throw .error("operand \(index) has \(a) elements for \(b) channels")
        }
      }
      let channel = ValueType.tensor([data.shape[axis]], data.element)
      return .tuple([.tensor(data), channel, channel])
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let (factor, offset) = try affine(operands, attributes)
      let axis = attributes[axis]
      let (scale, shift) = (
        try factor.along(axis, rank: data.rank), try offset.along(axis, rank: data.rank)
      )
      let result = try computing { () throws(TensorError) in
        try Tensor.combining(.add, try Tensor.combining(.multiply, data, scale), shift)
      }
      return .tuple([.tensor(result), operands[3], operands[4]])
    })

  /// The factor and the offset, one of each for each channel, that the normalization comes to.
  ///
  ///     factor = gamma / √(variance + epsilon);  offset = beta - mean · factor
  static func affine(
    _ operands: [Value], _ attributes: Attributes
  ) throws(Diagnostic) -> (factor: Tensor, offset: Tensor) {
    var vectors: [[Double]] = []
    for index in 1 ..< 5 { vectors.append(try operands.tensor(index).doubles) }
    let (gamma, beta, mean, variance) = (vectors[0], vectors[1], vectors[2], vectors[3])
    let epsilon = attributes[epsilon]
    let factor = variance.indices.map {
      (attributes[scale] ? gamma[$0] : 1) / (variance[$0] + epsilon).squareRoot()
    }
    let offset = factor.indices.map {
      (attributes[center] ? beta[$0] : 0) - mean[$0] * factor[$0]
    }
    let type = try operands.tensor(0).elementType
    return try computing { () throws(TensorError) in
      (
        try Tensor(type, [factor.count], doubles: factor),
        try Tensor(type, [offset.count], doubles: offset)
      )
    }
  }

}
