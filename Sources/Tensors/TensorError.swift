import Support

/// Why a tensor cannot be made or an operation on tensors not be done.
public enum TensorError: Error, Hashable, Sendable {

  /// An extent is negative, or the product of the extents is too large for this machine.
  case badShape([Int])

  /// There are not as many bytes as the elements take.
  case byteCount(expected: Int, found: Int)

  /// There are not as many values as the shape has elements.
  case elementCount(shape: [Int], found: Int)

  /// Two shapes that do not go together, and what asked for it.
  case shapes(String, [Int], [Int])

  /// An element type that `operation` does not work on.
  case type(String, ElementType)

  /// A tensor that takes more memory than the work that goes on may ask for.
  case memory(ElementType, [Int], limit: Int)

  /// A parameter that the shapes do not allow.
  case parameter(String)

  /// The user ended the work.
  case interrupted

}

extension TensorError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .badShape(let shape): "no tensor can have the shape \(shape)"
    case .byteCount(let expected, let found): "expected \(expected) bytes, found \(found)"
    case .elementCount(let shape, let found):
      "expected as many values as \(shape) has elements, found \(found)"
    case .shapes(let operation, let a, let b): "\(operation) of shapes \(a) and \(b)"
    case .type(let operation, let type): "\(operation) is not defined on \(type)"
    case .memory(let type, let shape, let limit):
      "\(type)\(shape) takes \(byteText(Tensor.byteCount(of: shape, type) ?? .max)), "
        + "more than the \(byteText(limit)) that are allowed"
    case .parameter(let reason): reason
    case .interrupted: "interrupted"
    }
  }
}
