public import Diagnostics
public import Tensors

/// A file that holds one `SequenceProto` of tensors, or one `OptionalProto` of a tensor or of such
/// a sequence, as the test data of ONNX models does.
public struct ONNXSequenceFile: Sendable {

  /// The elements; none of an optional value that holds nothing.
  public let tensors: [Tensor]

  /// Fields of both messages.
  private enum Number {
    static let tensors = 3
    static let sequence = 5
  }

  /// Reads `file`, which is such a file.
  /// - Errors: it holds something else.
  public init(_ file: SharedFile) throws(Diagnostic) { try self.init(.file(file)) }

  /// Reads `bytes`, the contents of such a file.
  /// - Errors: they are something else.
  public init(bytes: [UInt8]) throws(Diagnostic) { try self.init(.memory(bytes)) }

  private init(_ source: ModelBytes) throws(Diagnostic) {
    tensors = try Self.tensors(source.bytes(in: 0 ..< source.count), isOutermost: true)
  }

  private static func tensors(
    _ bytes: [UInt8], isOutermost: Bool
  ) throws(Diagnostic) -> [Tensor] {
    var result: [Tensor] = []
    var reader = WireReader(0 ..< bytes.count)
    while let field = try reader.next(in: bytes.span) {
      guard field.kind == .bytes else { continue }
      let content = Array(bytes[field.payload])
      switch field.number {
      case Number.tensors: result.append(try ONNXTensorFile(bytes: content).tensor)
      case Number.sequence where isOutermost && result.isEmpty:
        result = try tensors(content, isOutermost: false)
      case Number.sequence: throw .error("sequences of sequences cannot be read")
      default: break
      }
    }
    return result
  }

}
