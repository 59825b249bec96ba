public import Diagnostics
public import Tensors

extension Diagnostic {

  /// What is said of a file that cannot be read or written.
  public init(_ error: TensorFileError, at place: Place? = nil, hints: [String] = []) {
    switch error {
    case .interrupted: self = .interrupted
    case .tooLarge:
      self = .error(
        error.description, at: place, hints: ["`set memory-limit` allows more"], failure: .limit)
    case .system, .malformed, .unsupported:
      self = .error(error.description, at: place, hints: hints)
    }
  }

}
