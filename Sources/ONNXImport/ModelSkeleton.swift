import Diagnostics
import SwiftProtobuf
import Tensors

/// A model without its large tensors, and where those are.
///
/// - Cost: what the nodes take; the weights of a file are not touched.
struct ModelSkeleton: Sendable {

  let model: ModelProto

  /// For each initializer of the graph, what was left out of its message.
  let payloads: [TensorPayload]

  /// Reads the skeleton of `source`.
  /// - Errors: the bytes are not those of a model.
  init(_ source: ModelBytes) throws(Diagnostic) {
    var writer = SkeletonWriter(source)
    try source.withBytes { bytes throws(Diagnostic) in try writer.copyModel(bytes) }
    payloads = writer.payloads
    model = try decoded(ModelProto.self, writer.output)
  }

  /// Whether `source` is fields of a message from end to end, as those of a model are, with a graph
  /// among them.
  static func isModel(_ source: ModelBytes) -> Bool {
    source.withBytes { bytes in
      var reader = WireReader(0 ..< bytes.count)
      var hasGraph = false
      do throws(Diagnostic) {
        while let field = try reader.next(in: bytes) {
          guard field.number <= 32, field.kind == .bytes || field.kind == .varint else {
            return false
          }
          hasGraph = hasGraph || field.number == SkeletonWriter.Number.graph && field.kind == .bytes
        }
      } catch {
        return false
      }
      return hasGraph
    }
  }

  /// Reads one tensor message, such as a `.pb` file is.
  static func tensor(
    _ source: ModelBytes
  ) throws(Diagnostic) -> (proto: TensorProto, payload: TensorPayload) {
    var writer = SkeletonWriter(source)
    try source.withBytes { bytes throws(Diagnostic) in
      try writer.copyTensor(bytes, 0 ..< bytes.count)
    }
    return (try decoded(TensorProto.self, writer.output), writer.payloads[0])
  }

}

/// The message that `bytes` hold.
/// - Errors: they hold none.
func decoded<M: Message>(_: M.Type, _ bytes: [UInt8]) throws(Diagnostic) -> M {
  do {
    return try M(serializedBytes: bytes)
  } catch {
    throw .notAModel("\(error)")
  }
}

/// Copies the messages of a model but for the numbers of its initializers.
private struct SkeletonWriter {

  let source: ModelBytes
  private(set) var output: [UInt8] = []
  private(set) var payloads: [TensorPayload] = []

  fileprivate enum Number {
    static let graph = 7
    static let initializer = 5
    static let floats = 4
    static let raw = 9
    static let doubles = 10
  }

  init(_ source: ModelBytes) { self.source = source }

  mutating func copyModel(_ bytes: Span<UInt8>) throws(Diagnostic) {
    var reader = WireReader(0 ..< bytes.count)
    while let field = try reader.next(in: bytes) {
      if field.number == Number.graph, field.kind == .bytes {
        try nest(Number.graph) { (copy) throws(Diagnostic) in
          try copy.copyGraph(bytes, field.payload)
        }
      } else {
        output += source.bytes(in: field.whole)
      }
    }
  }

  private mutating func copyGraph(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(Diagnostic) {
    var reader = WireReader(range)
    while let field = try reader.next(in: bytes) {
      if field.number == Number.initializer, field.kind == .bytes {
        try nest(Number.initializer) { (copy) throws(Diagnostic) in
          try copy.copyTensor(bytes, field.payload)
        }
      } else {
        output += source.bytes(in: field.whole)
      }
    }
  }

  mutating func copyTensor(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(Diagnostic) {
    var fields: [WireReader.Field] = []
    var reader = WireReader(range)
    while let field = try reader.next(in: bytes) { fields.append(field) }
    var payload = TensorPayload()
    payload.raw = fields.last { $0.number == Number.raw && $0.kind == .bytes }?.payload
    payload.floats = single(Number.floats, of: fields)
    payload.doubles = single(Number.doubles, of: fields)
    for field in fields where !isLeftOut(field, payload) {
      output += source.bytes(in: field.whole)
    }
    payloads.append(payload)
  }

  /// The contents of a packed list, unless it is written in several pieces.
  private func single(_ number: Int, of fields: [WireReader.Field]) -> Range<Int>? {
    let pieces = fields.filter { $0.number == number }
    guard pieces.count == 1, pieces[0].kind == .bytes else { return nil }
    return pieces[0].payload
  }

  private func isLeftOut(_ field: WireReader.Field, _ payload: TensorPayload) -> Bool {
    switch field.number {
    case Number.raw: field.kind == .bytes
    case Number.floats: payload.floats != nil
    case Number.doubles: payload.doubles != nil
    default: false
    }
  }

  /// Writes what `body` writes as the contents of the field `number`.
  private mutating func nest(
    _ number: Int, _ body: (inout SkeletonWriter) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let outer = output
    output = []
    try body(&self)
    let inner = output
    output = outer
    appendVarint(number << 3 | 2)
    appendVarint(inner.count)
    output += inner
  }

  private mutating func appendVarint(_ number: Int) {
    var rest = UInt64(number)
    while rest >= 128 {
      output.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    output.append(UInt8(rest))
  }

}
