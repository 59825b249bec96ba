import Support

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes that a file is read from: in memory, or mapped, when tensors need not copy them.
enum FileBytes {

  case memory([UInt8])
  case mapped(MappedFile)

  var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .mapped(let file): file.count
    }
  }

  func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    switch self {
    case .memory(let bytes): try unsafe body(bytes.span.bytes)
    case .mapped(let file): try file.withBytes(body)
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
    case .mapped(let file):
      return try Tensor(mapping: file, start ..< start + size, type, shape)
    }
  }

}

/// Makes the file at `path` one of `bytes`.
/// - Errors: The system refuses to open or to write it.
func write(_ bytes: [UInt8], to path: String) throws(TensorFileError) {
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw .system("write", path: path, reason: lastReason()) }
  let interruption = Interruption.current
  var start = 0
  while start < bytes.count {
    guard !interruption.isRequested else {
      close(descriptor)
      unsafe unlink(path)
      throw .interrupted
    }
    let part = min(bytes.count - start, 1 << 24)
    let written = unsafe bytes.withUnsafeBytes { buffer in
      unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + start }, part)
    }
    guard written > 0 || errno == EINTR else {
      let reason = lastReason()
      close(descriptor)
      throw .system("write", path: path, reason: reason)
    }
    start += max(0, written)
  }
  guard close(descriptor) == 0 else { throw .system("write", path: path, reason: lastReason()) }
}

/// What the system says of the call that failed last.
func lastReason() -> String {
  guard let text = unsafe strerror(errno) else { return "unknown reason" }
  return unsafe String(cString: text)
}
