public import Diagnostics
public import Tensors

/// A file that holds one `TensorProto`, as the test data of ONNX models does.
public struct ONNXTensorFile: Sendable {

  /// The name that the file gives the tensor; often empty.
  public let name: String

  public let tensor: Tensor

  /// Reads the file at `path`.
  /// - Errors: the file cannot be read, or holds no tensor that is supported.
  public init(path: String) throws(Diagnostic) {
    try self.init(contents(of: path))
  }

  /// Reads `file`, which is such a file.
  public init(_ file: SharedFile) throws(Diagnostic) { try self.init(.file(file)) }

  /// Reads `bytes`, the contents of such a file.
  public init(bytes: [UInt8]) throws(Diagnostic) { try self.init(.memory(bytes)) }

  private init(_ source: ModelBytes) throws(Diagnostic) {
    let (proto, payload) = try ModelSkeleton.tensor(source)
    var reader = TensorReader(source: source, folder: nil)
    name = proto.name
    tensor = try reader.tensor(proto, payload)
  }

}
