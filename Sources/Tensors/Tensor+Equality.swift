public import Support

/// Tensors are equal if type, shape and every bit are: a NaN equals itself, -0 is not 0.
extension Tensor: Hashable {

  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.elementType == b.elementType, a.shape == b.shape else { return false }
    if a.storage === b.storage { return true }
    return unsafe a.storage.bytes.elementsEqual(b.storage.bytes)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(elementType)
    hasher.combine(shape)
    unsafe hasher.combine(bytes: storage.bytes)
  }

}

extension StateHash {
  /// Adds type, shape and bytes of `tensor`.
  public mutating func combine(_ tensor: Tensor) {
    combine(tensor.elementType.rawValue.utf8)
    for extent in tensor.shape { combine(extent) }
    unsafe combine(tensor.storage.bytes)
  }
}

extension Tensor: CustomStringConvertible {
  /// Type and shape, such as `float32[1, 3, 224, 224]`.
  public var description: String { "\(elementType)\(shape)" }
}
