import GraphIR
import ONNXImport
import Tensors

/// Writes the bytes of small models, field by field.
struct WireWriter {

  private(set) var bytes: [UInt8] = []

  private mutating func varint(_ number: UInt64) {
    var rest = number
    while rest >= 128 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func integer(_ field: Int, _ value: Int) {
    varint(UInt64(field << 3))
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func data(_ field: Int, _ content: [UInt8]) {
    varint(UInt64(field << 3 | 2))
    varint(UInt64(content.count))
    bytes += content
  }

  mutating func text(_ field: Int, _ text: String) { data(field, Array(text.utf8)) }

  mutating func float(_ field: Int, _ value: Float) {
    varint(UInt64(field << 3 | 5))
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(value.bitPattern >> UInt32(shift) & 255)) }
  }

  mutating func message(_ field: Int, _ body: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    body(&inner)
    data(field, inner.bytes)
  }

}

/// A node of a model that is being written.
struct WrittenNode: Sendable {

  enum Attribute: Sendable {
    case integer(Int)
    case float(Float)
    case text(String)
    case integers([Int])
    case floats([Float])
    case texts([String])
    case graph(WrittenGraph)
  }

  var op: String
  var inputs: [String]
  var outputs: [String] = ["y"]
  var attributes: [(String, Attribute)] = []
  var domain = ""

  func write(_ field: Int, to writer: inout WireWriter) {
    writer.message(field) { node in
      for name in inputs { node.text(1, name) }
      for name in outputs { node.text(2, name) }
      node.text(4, op)
      for (name, value) in attributes {
        node.message(5) { attribute in
          attribute.text(1, name)
          switch value {
          case .integer(let number):
            attribute.integer(3, number)
            attribute.integer(20, 2)
          case .float(let number):
            attribute.float(2, number)
            attribute.integer(20, 1)
          case .text(let text):
            attribute.text(4, text)
            attribute.integer(20, 3)
          case .integers(let numbers):
            for number in numbers { attribute.integer(8, number) }
            attribute.integer(20, 7)
          case .floats(let numbers):
            for number in numbers { attribute.float(7, number) }
            attribute.integer(20, 6)
          case .texts(let texts):
            for text in texts { attribute.text(9, text) }
            attribute.integer(20, 8)
          case .graph(let graph):
            graph.write(6, to: &attribute)
            attribute.integer(20, 5)
          }
        }
      }
      node.text(7, domain)
    }
  }

}

/// A graph in an attribute of a node; its inputs have no types.
struct WrittenGraph: Sendable {

  var nodes: [WrittenNode]
  var inputs: [String] = []
  var outputs: [String]

  func write(_ field: Int, to writer: inout WireWriter) {
    writer.message(field) { graph in
      for node in nodes { node.write(1, to: &graph) }
      for name in inputs { graph.message(11) { $0.text(1, name) } }
      for name in outputs { graph.message(12) { $0.text(1, name) } }
    }
  }

}

/// A function of a model that is being written.
struct WrittenFunction {

  var name: String
  var inputs = ["x"]
  var nodes: [WrittenNode]

  func write(_ field: Int, to writer: inout WireWriter) {
    writer.message(field) { function in
      function.text(1, name)
      for input in inputs { function.text(4, input) }
      function.text(5, "y")
      for node in nodes { node.write(7, to: &function) }
      for domain in ["", "own"] {
        function.message(9) { opset in
          opset.text(1, domain)
          opset.integer(2, domain.isEmpty ? 18 : 1)
        }
      }
      function.text(10, "own")
    }
  }

}

/// A model that is being written, with inputs of the types of tensors.
struct WrittenModel {

  var nodes: [WrittenNode]
  var functions: [WrittenFunction] = []
  var inputs: [(name: String, tensor: Tensor)] = []

  /// Inputs that are sequences of tensors of any shape, and that may be absent.
  var sequences: [(name: String, tensors: [Tensor], isOptional: Bool)] = []
  var outputs = ["y"]
  var opset = 18
  var format = 8
  var hasGraphFirst = false

  private static let codes: [ElementType: Int] = [
    .float32: 1, .uint8: 2, .int8: 3, .int32: 6, .int64: 7, .bool: 9, .float64: 11,
    .float8E4M3FN: 17, .float8E5M2: 19, .float4E2M1: 23, .float8E8M0: 24,
  ]

  var bytes: [UInt8] {
    var model = WireWriter()
    if hasGraphFirst { writeGraph(to: &model) }
    model.integer(1, format)
    for domain in ["", "own"] {
      model.message(8) { entry in
        entry.text(1, domain)
        entry.integer(2, domain.isEmpty ? opset : 1)
      }
    }
    if !hasGraphFirst { writeGraph(to: &model) }
    for function in functions { function.write(25, to: &model) }
    return model.bytes
  }

  private func writeGraph(to model: inout WireWriter) {
    model.message(7) { graph in
      for node in nodes { node.write(1, to: &graph) }
      graph.text(2, "graph")
      for input in inputs {
        graph.message(11) { value in
          value.text(1, input.name)
          value.message(2) { type in
            type.message(1) { tensor in
              tensor.integer(1, Self.codes[input.tensor.elementType] ?? 0)
              tensor.message(2) { shape in
                for extent in input.tensor.shape {
                  shape.message(1) { $0.integer(1, extent) }
                }
              }
            }
          }
        }
      }
      for sequence in sequences { write(sequence, to: &graph) }
      for output in outputs { graph.message(12) { $0.text(1, output) } }
    }
  }

  private func write(
    _ sequence: (name: String, tensors: [Tensor], isOptional: Bool), to graph: inout WireWriter
  ) {
    let code = sequence.tensors.first.flatMap { Self.codes[$0.elementType] } ?? 1
    func writeSequence(_ type: inout WireWriter) {
      type.message(4) { $0.message(1) { $0.message(1) { $0.integer(1, code) } } }
    }
    graph.message(11) { value in
      value.text(1, sequence.name)
      value.message(2) { type in
        guard sequence.isOptional else { return writeSequence(&type) }
        type.message(9) { $0.message(1) { writeSequence(&$0) } }
      }
    }
  }

  /// What the model gives for its inputs; those in `known` are given when it is loaded.
  func run(known: [String] = [], loopLimit: Int = 16) throws -> [Tensor] {
    var options = ImportOptions(loopLimit: loopLimit)
    for input in inputs where known.contains(input.name) {
      options.values[input.name] = input.tensor
    }
    var inputs = inputs
    for sequence in sequences {
      for (index, tensor) in sequence.tensors.enumerated() {
        inputs.append(("\(sequence.name).\(index)", tensor))
        options.values["\(sequence.name).\(index)"] = tensor
      }
    }
    let model = try ONNXImporter.load(bytes: bytes, options: options)
    let arguments = inputs.filter { model.inputNames.contains($0.name) }
    var evaluator = Evaluator(model.module)
    return try evaluator.call("main", arguments.map { .tensor($0.tensor) }).tensors
  }

}
