public import Support

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Tensors are equal if type, shape and every bit are: a NaN equals itself, -0 is not 0.
extension Tensor: Hashable {

  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.elementType == b.elementType, a.shape == b.shape else { return false }
    if a.storage === b.storage { return true }
    let (x, y) = unsafe (a.storage.bytes, b.storage.bytes)
    guard x.count == y.count else { return false }
    guard let x = x.baseAddress, let y = y.baseAddress else { return true }
    return unsafe memcmp(x, y, a.byteCount) == 0
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
