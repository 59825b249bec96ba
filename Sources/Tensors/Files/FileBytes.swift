import Support

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes that a file is read from: in memory, or those of a file, which tensors need not copy.
enum FileBytes {

  case memory([UInt8])
  case file(SharedFile)

  var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file(let file): file.count
    }
  }

  func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    switch self {
    case .memory(let bytes): try unsafe body(bytes.span.bytes)
    case .file(let file): try file.withBytes(body)
    }
  }

  /// A tensor of the bytes from `start` on.
  /// - Errors: The bytes are fewer than the tensor takes, or its shape is impossible.
  func tensor(_ type: ElementType, _ shape: [Int], at start: Int) throws(TensorError) -> Tensor {
    guard let elements = Tensor.elementCount(shape, of: type) else { throw .badShape(shape) }
    let size = elements * type.byteSize
    guard size <= count - start else { throw .byteCount(expected: size, found: count - start) }
    switch self {
    case .memory(let bytes):
      return try Tensor(type, shape, bytes: Array(bytes[start ..< start + size]))
    case .file(let file):
      return try Tensor(sharing: file, start ..< start + size, type, shape)
    }
  }

}

/// What the system says of the call that failed last.
func lastReason() -> String {
  guard let text = unsafe strerror(errno) else { return "unknown reason" }
  return unsafe String(cString: text)
}
