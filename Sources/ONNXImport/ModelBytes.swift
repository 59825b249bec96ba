import Diagnostics
import GraphIR
import Tensors

/// The bytes that a model was read from: those of a file, or others.
enum ModelBytes: Sendable {

  case file(SharedFile)
  case memory([UInt8])

  var count: Int {
    switch self {
    case .file(let file): file.count
    case .memory(let bytes): bytes.count
    }
  }

  /// Calls `body` with all of the bytes.
  func withBytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    switch self {
    case .file(let file):
      return try file.withBytes { raw throws(E) in try body(Span<UInt8>(_bytes: raw)) }
    case .memory(let bytes): return try body(bytes.span)
    }
  }

  /// A copy of the bytes in `range`.
  func bytes(in range: Range<Int>) -> [UInt8] {
    switch self {
    case .file(let file): file.bytes(in: range)
    case .memory(let bytes): Array(bytes[range])
    }
  }

  /// The bytes in `range` as a tensor; those of a file are not copied.
  /// - Errors: the shape does not ask for as many bytes.
  func tensor(
    _ range: Range<Int>, _ type: ElementType, _ shape: [Int]
  ) throws(TensorError) -> Tensor {
    switch self {
    case .file(let file): try Tensor(sharing: file, range, type, shape)
    case .memory(let bytes): try Tensor(type, shape, bytes: Array(bytes[range]))
    }
  }

}

/// The file at `path`.
/// - Errors: it cannot be opened or read.
func contents(of path: String) throws(Diagnostic) -> SharedFile {
  do throws(TensorFileError) {
    return try SharedFile(path: path)
  } catch {
    throw Diagnostic(error)
  }
}
