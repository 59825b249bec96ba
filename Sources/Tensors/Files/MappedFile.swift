import Support

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file whose bytes are read where the system keeps them; nothing is loaded until touched.
///
/// The file must not become shorter while it is mapped.
@safe public final class MappedFile: @unchecked Sendable {

  public let path: String

  /// - Units: bytes.
  public let count: Int

  let base: UnsafeRawPointer

  /// Maps the file at `path`.
  /// - Errors: The file cannot be opened, is not a regular file, or cannot be mapped.
  public init(path: String) throws(TensorFileError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("open", path: path, reason: lastReason()) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .system("read", path: path, reason: lastReason())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .system("read", path: path, reason: "not a regular file")
    }
    self.path = path
    count = Int(status.st_size)
    guard count > 0 else {
      unsafe base = emptyBase
      return
    }
    guard let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
      unsafe start != MAP_FAILED
    else { throw .system("map", path: path, reason: lastReason()) }
    unsafe base = UnsafeRawPointer(start)
  }

  deinit {
    if count > 0 { unsafe munmap(UnsafeMutableRawPointer(mutating: base), count) }
  }

  /// Calls `body` with all bytes of the file.
  public func withBytes<R: ~Copyable, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    try unsafe body(RawSpan(_unsafeStart: base, byteCount: count))
  }

  /// A copy of the bytes in `range`; fewer where the work is to end.
  public func bytes(in range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let source = unsafe UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for part in Slices(range.count, size: 1 << 22) { unsafe bytes += source[part] }
    return bytes
  }

}

/// An address for files without bytes; never read from.
private var emptyBase: UnsafeRawPointer {
  guard let address = unsafe UnsafeRawPointer(bitPattern: 64) else { preconditionFailure() }
  return unsafe address
}
