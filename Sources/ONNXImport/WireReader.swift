import Diagnostics
import Support

/// Walks the fields of one message of the protobuf wire format.
///
/// Only positions are kept, so that the bytes may be those of a file.
struct WireReader {

  /// One field: what it is and where it stands.
  struct Field {
    let number: Int
    let kind: Kind

    /// The contents, without key and length.
    let payload: Range<Int>

    /// The whole field, key included.
    let whole: Range<Int>
  }

  /// How the contents of a field are written.
  enum Kind: UInt8 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
  }

  private var position: Int
  private let end: Int
  private var poll = Poll()

  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next field; `nil` at the end of the message.
  /// - Errors: the bytes are no field.
  mutating func next(in bytes: Span<UInt8>) throws(Diagnostic) -> Field? {
    guard position < end else { return nil }
    try poll.check(after: 1 << 4)
    let start = position
    let key = try varint(in: bytes)
    guard key >> 3 > 0, key >> 3 < 1 << 29, let kind = Kind(rawValue: UInt8(key & 7)) else {
      throw .notAModel("byte \(start) begins no field")
    }
    let payload = try skip(kind, in: bytes)
    return Field(number: Int(key >> 3), kind: kind, payload: payload, whole: start ..< position)
  }

  /// A number of up to 64 bits in groups of 7.
  /// - Errors: it does not end.
  mutating func varint(in bytes: Span<UInt8>) throws(Diagnostic) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { throw .notAModel("it ends inside a number") }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
    }
    throw .notAModel("the number before byte \(position) has more than 64 bits")
  }

  private mutating func skip(_ kind: Kind, in bytes: Span<UInt8>) throws(Diagnostic) -> Range<Int> {
    var start = position
    let length: UInt64
    switch kind {
    case .varint:
      _ = try varint(in: bytes)
      return start ..< position
    case .fixed64: length = 8
    case .fixed32: length = 4
    case .bytes:
      length = try varint(in: bytes)
      start = position
    }
    guard length <= UInt64(end - start) else {
      throw .notAModel("a field of \(length) bytes at byte \(start) goes beyond its message")
    }
    position = start + Int(length)
    return start ..< position
  }

}

extension Diagnostic {
  /// The bytes are not those of an ONNX file.
  static func notAModel(_ reason: String) -> Diagnostic {
    .error(
      "this is not an ONNX file: \(reason)",
      hints: ["an ONNX file is a `ModelProto` in protobuf's binary form, and not cut off"])
  }
}
