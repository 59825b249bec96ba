public import Diagnostics
public import GraphIR
public import Tensors

/// How the numbers of a constant lie along a result of which it is the second operand.
public enum ConstantSpread: Sendable, Hashable {

  /// One for each channel, which is the second axis.
  case channels

  /// One for each element.
  case elements

  /// - Errors: they lie in another way.
  public init(of tensor: Tensor, along shape: [Int]) throws(Diagnostic) {
    let full = [Int](repeating: 1, count: max(0, shape.count - tensor.rank)) + tensor.shape
    let varies = full.indices.filter { full[$0] != 1 }
    if full.count == shape.count, varies == [1] {
      self = .channels
    } else if full == shape, shape.count > 1 {
      self = .elements
    } else {
      throw .error(
        "a constant of shape \(tensor.shape) has neither one number for each channel nor one for "
          + "each element of \(shape)")
    }
  }

}

extension Node {
  /// - Errors: it says that its operands are laid out otherwise.
  public func require(_ key: AttributeKey<String>, _ layout: String) throws(Diagnostic) {
    let found = attributes[key]
    guard !found.isEmpty, found != layout else { return }
    throw .error("`\(key.name)` must be \(layout), found \(found)")
  }
}
