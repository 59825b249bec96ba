import Diagnostics
import GraphIR
import Support
import Tensors

/// Sequences and optional values: how many tensors there are is known when a model is loaded, so
/// that a sequence is a tuple, and an optional value is what it holds or nothing.
extension GraphImporter {

  /// An optional value that holds nothing.
  mutating func absentValue() throws(Diagnostic) -> ID<Node> {
    let id = try builder.tuple([])
    absent.insert(id)
    return id
  }

  /// Whether `id` is a sequence.
  func isSequence(_ id: ID<Node>) -> Bool { builder.module[id].type?.fields != nil }

  /// The elements of the sequence `id`.
  /// - Errors: it is none.
  mutating func fields(of id: ID<Node>) throws(Diagnostic) -> [ID<Node>] {
    if case .tuple = builder.module[id].kind {
      guard !absent.contains(id) else { throw .error("the optional value is empty") }
      return builder.module[id].operands
    }
    guard let types = builder.module[id].type?.fields else {
      throw .error("expected a sequence, found \(try type(of: id))")
    }
    var fields: [ID<Node>] = []
    for index in types.indices { fields.append(try builder.projection(id, index)) }
    return fields
  }

  /// `elements` as a sequence.
  /// - Errors: one is a sequence itself, which no operator of ONNX takes apart.
  mutating func sequence(_ elements: [ID<Node>]) throws(Diagnostic) -> ID<Node> {
    if let index = elements.firstIndex(where: isSequence) {
      throw .error(
        "element \(index) of the sequence is a sequence or nothing, expected a tensor",
        hints: ["sequences hold tensors: join them with `SequenceInsert`, tensor by tensor"])
    }
    return try builder.tuple(elements)
  }

}
