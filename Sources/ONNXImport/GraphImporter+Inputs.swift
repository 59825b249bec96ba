import Diagnostics
import GraphIR
import Support
import SwiftProtobuf
import Tensors

/// The inputs of the model, and its outputs.
extension GraphImporter {

  /// Makes the inputs of `graph` known, and gives the parameters that they became.
  mutating func addInputs(
    _ graph: GraphProto, _ inputs: inout InputBinder
  ) throws(Diagnostic) -> [ID<Node>] {
    var parameters: [ID<Node>] = []
    for (index, input) in graph.input.enumerated() where initializers[input.name] == nil {
      guard values[input.name] == nil else { throw .error("two inputs are named `\(input.name)`") }
      values[input.name] = try bind(input.name, input.type, index, &inputs, &parameters)
    }
    try inputs.checkUnused(graph.input.map(\.name))
    return parameters
  }

  /// What stands for the input `name`: a parameter, a constant, or for a sequence those of its
  /// elements, which are named `name.0`, `name.1` and so on.
  private mutating func bind(
    _ name: String, _ type: TypeProto, _ index: Int, _ inputs: inout InputBinder,
    _ parameters: inout [ID<Node>]
  ) throws(Diagnostic) -> ID<Node> {
    switch type.value {
    case .tensorType(let declared):
      return try bind(name, declared, index, &inputs, &parameters)
    case .sequenceType(let sequence):
      let element = try element(of: sequence, name)
      guard case .tensorType = element.value else {
        throw .error(
          "input `\(name)` is a sequence of what is no tensor, such as of sequences, which is not"
            + " supported", hints: ["make its elements inputs of their own"])
      }
      var fields: [ID<Node>] = []
      for position in 0 ..< (try inputs.count(of: name)) {
        fields.append(
          try bind("\(name).\(position)", element, index, &inputs, &parameters))
      }
      return try builder.tuple(fields)
    case .optionalType(let optional):
      guard inputs.isGiven(name) else { return try absentValue() }
      return try bind(name, element(of: optional, name), index, &inputs, &parameters)
    default: throw .error("input `\(name)` is neither a tensor nor a sequence of tensors")
    }
  }

  private mutating func bind(
    _ name: String, _ declared: TypeProto.Tensor, _ index: Int, _ inputs: inout InputBinder,
    _ parameters: inout [ID<Node>]
  ) throws(Diagnostic) -> ID<Node> {
    let type = try inputs.type(of: name, declared)
    if let tensor = try inputs.constant(name, type) { return builder.constant(tensor) }
    builder.sources = [builder.module.insert(Source(name: name, op: "Input", index: index))]
    defer { builder.sources = [] }
    let id = builder.variable(name, .tensor(type))
    inputs.names[id] = name
    parameters.append(id)
    return id
  }

  /// The type of what a sequence or an optional value holds.
  private func element(
    of container: TypeProto.Other, _ name: String
  ) throws(Diagnostic) -> TypeProto {
    let bytes = [UInt8](container.unknownFields.data)
    var reader = WireReader(0 ..< bytes.count)
    while let field = try reader.next(in: bytes.span) {
      if field.number == 1, field.kind == .bytes {
        return try decoded(TypeProto.self, Array(bytes[field.payload]))
      }
    }
    throw .error("what input `\(name)` holds is not said")
  }

  /// The outputs of the model, each a tensor: a sequence becomes its elements, and what is absent
  /// is none.
  mutating func tensors(
    of outputs: [String], _ results: [ID<Node>]
  ) throws(Diagnostic) -> [(name: String, id: ID<Node>)] {
    var result: [(name: String, id: ID<Node>)] = []
    for (name, id) in zip(outputs, results) {
      guard isSequence(id) else {
        result.append((name, id))
        continue
      }
      let fields = try fields(of: id)
      if fields.isEmpty { notes.insert(.note("output `\(name)` is empty")) }
      result += try tensors(of: fields.indices.map { "\(name).\($0)" }, fields)
    }
    return result
  }

}
