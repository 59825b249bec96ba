import ONNXImport
import Tensors

/// What a file of a backend case holds: a tensor, or a sequence or an optional value of tensors.
struct BackendValue {

  /// All tensors, in order; none of an empty sequence and of an optional value that holds nothing.
  let tensors: [Tensor]

  init(_ bytes: [UInt8]) throws { tensors = try Self.read(bytes) }

  /// What is no tensor is taken for one of the others, unless it is a tensor of texts.
  private static func read(_ bytes: [UInt8]) throws -> [Tensor] {
    do {
      return [try ONNXTensorFile(bytes: bytes).tensor]
    } catch {
      guard !"\(error)".contains("of type string") else { throw error }
      return try elements(bytes)
    }
  }

  /// The numbers of fields of `SequenceProto` and `OptionalProto`.
  private enum Field {
    static let tensors = 3
    static let sequence = 5
  }

  private static func elements(_ bytes: [UInt8]) throws -> [Tensor] {
    var result: [Tensor] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let key = varint(&rest)
      guard key & 7 == 2 else {
        _ = varint(&rest)
        continue
      }
      let length = varint(&rest)
      let content = Array(rest.prefix(length))
      switch key >> 3 {
      case Field.tensors: result.append(try ONNXTensorFile(bytes: content).tensor)
      case Field.sequence: result += try elements(content)
      default: break
      }
      rest = rest.dropFirst(content.count)
    }
    return result
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) -> Int {
    var (number, shift) = (0, 0)
    while let byte = rest.popFirst() {
      number |= Int(byte & 127) << shift
      if byte < 128 { break }
      shift += 7
    }
    return number
  }

}
