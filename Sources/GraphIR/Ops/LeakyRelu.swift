import Tensors

/// Makes negative elements small instead of 0.
///
/// - Source: Relay 0.0.5 `nn.leaky_relu`.
public enum LeakyRelu {

  public static let alpha = AttributeKey("alpha", default: 0.25, "the factor of negative elements")

  public static let op = Elementwise.op(
    "nn.leaky_relu", "the element, or `alpha` times it where it is negative", attributes: [alpha]
  ) { data, attributes throws(TensorError) in
    try data.applying(.leakyRelu(alpha: attributes[alpha]))
  }

}
