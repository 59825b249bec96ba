import Tensors

/// Keeps elements between two bounds.
public enum Clip {

  public static let low = AttributeKey("a_min", default: -Double.infinity, "the least value")
  public static let high = AttributeKey("a_max", default: Double.infinity, "the greatest value")

  public static let op = Elementwise.op(
    "clip", "the nearest number from `a_min` to `a_max`", attributes: [low, high],
    traits: .keepsSign
  ) { data, attributes throws(TensorError) in
    try data.applying(.clip(attributes[low], attributes[high]))
  }

}
