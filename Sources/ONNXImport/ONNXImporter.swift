public import Diagnostics
import GraphIR
public import Tensors

/// Reads ONNX models.
public enum ONNXImporter {

  /// Reads the model in the file at `path`.
  /// - Errors: the file cannot be read or is no model; or one error that names everything in it
  ///   that is not supported, by operator, node and attribute.
  /// - Cost: weights are read once and shared.
  public static func load(
    path: String, options: ImportOptions = ImportOptions()
  ) throws(Diagnostic) -> ImportedModel {
    try load(contents(of: path), options: options)
  }

  /// Reads the model that `file` holds.
  /// - Errors: as of a path.
  public static func load(
    _ file: SharedFile, options: ImportOptions = ImportOptions()
  ) throws(Diagnostic) -> ImportedModel {
    let path = file.path
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    return try load(.file(file), name: name, folder: folder, options)
  }

  /// Reads the model that `bytes` are, with `name` for messages.
  /// - Errors: as for a file; external data is refused.
  public static func load(
    bytes: [UInt8], name: String = "model.onnx", options: ImportOptions = ImportOptions()
  ) throws(Diagnostic) -> ImportedModel {
    try load(.memory(bytes), name: name, folder: nil, options)
  }

  /// The names of the inputs of the model that `bytes` are, without importing it.
  /// - Errors: the bytes are not those of a model.
  public static func inputNames(bytes: [UInt8]) throws(Diagnostic) -> [String] {
    try inputNames(.memory(bytes))
  }

  /// The names of the inputs of the model that `file` holds, without importing it.
  /// - Errors: it holds no model.
  public static func inputNames(_ file: SharedFile) throws(Diagnostic) -> [String] {
    try inputNames(.file(file))
  }

  private static func inputNames(_ source: ModelBytes) throws(Diagnostic) -> [String] {
    let graph = try ModelSkeleton(source).model.graph
    let constants = Set(graph.initializer.map(\.name))
    return graph.input.map(\.name).filter { !constants.contains($0) }
  }

  /// What an input or an output of a model is.
  public enum ValueKind: Sendable { case tensor, sequence, optional, other }

  /// What the inputs and the outputs of the model that `bytes` are, in order, without importing it.
  /// - Errors: the bytes are not those of a model.
  public static func valueKinds(
    bytes: [UInt8]
  ) throws(Diagnostic) -> (inputs: [ValueKind], outputs: [ValueKind]) {
    let graph = try ModelSkeleton(.memory(bytes)).model.graph
    func kind(_ value: ValueInfoProto) -> ValueKind {
      switch value.type.value {
      case .tensorType: .tensor
      case .sequenceType: .sequence
      case .optionalType: .optional
      default: .other
      }
    }
    return (graph.input.map(kind), graph.output.map(kind))
  }

  /// Whether `file` looks like an ONNX model: a `ModelProto` mostly begins with its version, and
  /// whatever the order of its fields is, it is fields from end to end and has a graph.
  public static func recognizes(_ file: SharedFile) -> Bool {
    if file.count > 1, file.bytes(in: 0 ..< 1) == [0x08] { return true }
    return ModelSkeleton.isModel(.file(file))
  }

  /// Reads the model, again with more constants where values must be known that `options` has.
  private static func load(
    _ skeleton: ModelSkeleton, _ reader: TensorReader, _ options: ImportOptions
  ) throws(Diagnostic) -> ImportedModel {
    var options = options
    while true {
      var importer = try GraphImporter(
        skeleton, reader, loopLimit: options.loopLimit)
      do throws(Diagnostic) {
        return try importer.importModel(options)
      } catch {
        let values = options.values.filter {
          importer.neededInputs.contains($0.key) && options.constants[$0.key] == nil
        }
        guard !values.isEmpty else { throw error }
        options.constants.merge(values) { old, _ in old }
      }
    }
  }

  private static func load(
    _ source: ModelBytes, name: String, folder: String?, _ options: ImportOptions
  ) throws(Diagnostic) -> ImportedModel {
    do throws(Diagnostic) {
      guard source.count > 0 else { throw .notAModel("it is empty") }
      let skeleton = try ModelSkeleton(source)
      return try load(skeleton, TensorReader(source: source, folder: folder, options), options)
    } catch {
      var error = error
      if error.place == nil { error.place = Place(file: name) }
      throw error
    }
  }

}
