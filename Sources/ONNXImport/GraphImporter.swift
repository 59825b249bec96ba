import Diagnostics
import GraphIR
import Support
import Tensors

/// Makes a graph of a model, node by node.
struct GraphImporter {

  /// Deeper graphs and functions than this are refused.
  static let depthLimit = 24

  let model: ModelProto
  var builder = GraphBuilder(pass: "import")
  var reader: TensorReader

  /// The version of each operator set, by domain.
  var opsets: [String: Int] = [:]

  /// The values that have names here.
  var values: [String: ID<Node>] = [:]

  /// The arguments of a function that its call leaves out: they are read as inputs that are not there.
  var omitted: Set<String> = []

  /// The optional values that hold nothing.
  var absent: Set<ID<Node>> = []

  /// The initializers that nothing has read yet.
  var initializers: [String: Initializer] = [:]

  /// The functions of the model.
  let functions: [Conversion.Key: FunctionProto]
  var functionSizes: FunctionSizes

  var notes = DiagnosticSet()
  var problems = ImportProblems()

  /// The inputs of the model whose values had to be known and were not.
  var neededInputs: Set<String> = []

  /// How many graphs and functions lie around the one that is being imported.
  var depth = 0

  /// What stands before the names of the nodes of an inner graph.
  var prefix = ""

  /// The node of the model's own graph that is being imported.
  var outermost: ID<Source>?

  /// Whether a loop lies around the graph that is being imported.
  var isRepeating = false

  /// A loop of more iterations is refused.
  let loopLimit: Int

  /// An initializer and its place in the list of them.
  struct Initializer {
    let index: Int
    let proto: TensorProto
    let payload: TensorPayload
  }

  init(
    _ skeleton: ModelSkeleton, _ reader: TensorReader, loopLimit: Int
  ) throws(Diagnostic) {
    model = skeleton.model
    self.loopLimit = loopLimit
    self.reader = reader
    functions = Dictionary(
      model.functions.map { (Conversion.Key(domain: $0.domain, op: $0.name), $0) },
      uniquingKeysWith: { first, _ in first })
    functionSizes = FunctionSizes(functions)
    guard model.hasGraph else { throw .notAModel("it has no graph") }
    opsets = Self.versions(model.opsetImport)
    add(model.graph.initializer, skeleton.payloads)
  }

  static func versions(_ imports: [OperatorSetIdProto]) -> [String: Int] {
    Dictionary(
      imports.map { ($0.domain == "ai.onnx" ? "" : $0.domain, Int($0.version)) },
      uniquingKeysWith: max)
  }

  /// Makes initializers known; those of an inner graph have no payloads.
  mutating func add(_ tensors: [TensorProto], _ payloads: [TensorPayload] = []) {
    for (index, proto) in tensors.enumerated() {
      let payload = payloads.indices.contains(index) ? payloads[index] : TensorPayload()
      initializers[proto.name] = Initializer(index: index, proto: proto, payload: payload)
    }
  }

  /// The value named `name`, if there is one.
  mutating func value(_ name: String) throws(Diagnostic) -> ID<Node>? {
    if let value = values[name] { return value }
    guard let initializer = initializers[name] else { return nil }
    let tensor = try reader.tensor(initializer.proto, initializer.payload)
    let source = Source(name: name, op: "Initializer", index: initializer.index)
    let outer = builder.sources
    builder.sources = [builder.module.insert(source)]
    let id = builder.constant(tensor)
    builder.sources = outer
    values[name] = id
    return id
  }

  /// Whether there is a value named `name`.
  func isKnown(_ name: String) -> Bool {
    values[name] != nil || initializers[name] != nil || omitted.contains(name)
  }

}

extension GraphImporter {

  /// The module for the model.
  /// - Errors: one for everything that is not supported.
  mutating func importModel(_ options: ImportOptions) throws(Diagnostic) -> ImportedModel {
    try checkVersions()
    let graph = model.graph
    guard graph.sparseInitializer.isEmpty else {
      throw .error("sparse initializers are not supported")
    }
    var inputs = InputBinder(options)
    let parameters = try addInputs(graph, &inputs)
    let outputs = graph.output.map(\.name)
    guard !outputs.isEmpty else { throw .error("the model has no outputs") }
    try importNodes(graph.node, outputs: outputs)
    let collected = try collect(outputs)
    try problems.throwAll(nodeCount: graph.node.count)
    let named = try tensors(of: outputs, collected)
    guard !named.isEmpty else {
      throw .error("the outputs are empty sequences: the model computes nothing")
    }
    let results = named.map(\.id)
    let body = results.count == 1 ? results[0] : try builder.tuple(results)
    var attributes = Attributes()
    attributes["output_names"] = named.map(\.name).attributeValue
    builder.module[function: "main"] = Function(
      parameters: parameters, body: body, attributes: attributes, result: builder.module[body].type)
    for note in inputs.notes { notes.insert(.note(note)) }
    return ImportedModel(
      module: builder.module, inputNames: parameters.map { inputs.names[$0] ?? "" },
      outputNames: named.map(\.name), declaredShapes: inputs.declaredShapes, opsets: opsets,
      dataFiles: reader.files, notes: notes)
  }

  /// A newer form of the file than this may say things that are not read.
  private static let newestFormat = 13

  private mutating func checkVersions() throws(Diagnostic) {
    guard model.irVersion <= Self.newestFormat else {
      throw .error(
        "the file is an ONNX model of IR version \(model.irVersion), newer than "
          + "\(Self.newestFormat), the last known one",
        hints: ["save it for an older version: `onnx.version_converter` and `ir_version`"])
    }
    let version = opsets[""] ?? 1
    if version > 24 {
      notes.insert(
        .warning(
          "the model uses version \(version) of the operators, newer than 24, the last known one"))
    }
  }

  /// The values of the outputs; a dummy for each that a problem took away.
  mutating func collect(_ outputs: [String]) throws(Diagnostic) -> [ID<Node>] {
    var results: [ID<Node>] = []
    for name in outputs {
      if let id = try value(name) {
        results.append(id)
      } else if problems.isEmpty {
        throw .error("nothing makes the output `\(name)`")
      }
    }
    return results
  }

}
