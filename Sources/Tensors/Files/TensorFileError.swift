/// Why a file cannot be read as tensors, or tensors not be written to it.
public enum TensorFileError: Error, Hashable, Sendable {

  /// The system refused to `verb` the file.
  case system(String, path: String, reason: String)

  /// The bytes are not what the format asks for.
  case malformed(String)

  /// The bytes may be right, but ask for something that is not read here.
  case unsupported(String)

  /// There is more to read than there is room for.
  case tooLarge(String)

  /// The user ended the work.
  case interrupted

}

extension TensorFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .system(let verb, let path, let reason): "cannot \(verb) `\(path)`: \(reason)"
    case .malformed(let reason), .unsupported(let reason), .tooLarge(let reason): reason
    case .interrupted: "interrupted"
    }
  }
}
