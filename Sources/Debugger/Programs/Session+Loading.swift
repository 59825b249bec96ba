public import Diagnostics
import GraphIR
import ONNXImport
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors

extension Session {

  /// Reads the model in the file at `path`: ONNX, Relay text or regions in their lowered form,
  /// whichever its contents are.
  /// - Parameter bindings: the extents of dimensions that the file leaves open.
  /// - Errors: the file cannot be read, or holds something that is not supported.
  public mutating func load(
    _ path: String, bindings: [String: Int] = [:]
  ) throws(Diagnostic) {
    let path = expandingHome(path)
    let file: MappedFile
    do throws(TensorFileError) { file = try MappedFile(path: path) } catch {
      throw .error(error.description)
    }
    if ONNXImporter.recognizes(file.bytes(in: 0 ..< min(64, file.count))) {
      try loadONNX(path, bindings)
    } else if let text = String(textOf: file.bytes(in: 0 ..< file.count)) {
      if let head = RegionHead(of: text) {
        try loadRegions(SourceText(name: path, text: text), path, head)
      } else {
        try loadRelay(text, path)
      }
    } else {
      throw .error(
        "`\(path)` is neither an ONNX model nor a text",
        hints: ["`load` reads ONNX models, Relay text and tile programs"])
    }
    checkLoadedProgram()
  }

  private mutating func loadONNX(
    _ path: String, _ bindings: [String: Int]
  ) throws(Diagnostic) {
    let imported = try ONNXImporter.load(path: path, options: ImportOptions(bindings: bindings))
    for note in imported.notes.elements { report(note) }
    use(loadedModel(imported, path, bindings))
  }

  private func loadedModel(
    _ imported: ImportedModel, _ path: String, _ bindings: [String: Int]
  ) -> LoadedModel {
    LoadedModel(
      name: modelName(path), path: path, format: "ONNX opset \(imported.opset)",
      module: imported.module, outputNames: imported.outputNames, bindings: bindings)
  }

  /// Reads the model again with the extents that inputs of these shapes give to what the file leaves
  /// open.
  /// - Errors: a pass was applied already; the shapes do not fit.
  mutating func bindOpenExtents(_ shapes: [String: [Int]]) throws(Diagnostic) {
    let model = try requireModel()
    guard try requireHistory().entries.count == 1 else {
      throw .error(
        "the shape of \(shapes.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")) was open "
          + "when passes were applied",
        hints: ["`load` the model again, then `input`, then `apply`"])
    }
    let options = ImportOptions(bindings: model.bindings, inputShapes: shapes)
    let imported = try ONNXImporter.load(path: model.path, options: options)
    let saved = inputs
    use(loadedModel(imported, model.path, model.bindings))
    inputs = saved
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      report(.note("`\(name)` has the shape \(shape) from now on, as the file has"))
    }
  }

  private mutating func loadRelay(_ text: String, _ path: String) throws(Diagnostic) {
    let parsed = try RelayText.parse(SourceText(name: path, text: text))
    for note in parsed.notes { report(note) }
    use(
      LoadedModel(
        name: modelName(path), path: path, format: "Relay text", module: parsed.module,
        outputNames: outputNames(of: parsed.module), bindings: [:]))
  }

  /// The names that `main` gives its outputs, as `ir --relay` prints them.
  func outputNames(of module: GraphModule) -> [String] {
    guard case .list(let names) = module.main?.attributes["output_names"] else { return [] }
    return names.compactMap { if case .text(let name) = $0 { name } else { nil } }
  }

  /// The name of the file without its ending; that of its folder where the file is just `model`.
  func modelName(_ path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    let file = parts.last ?? path
    let name = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    return name == "model" ? parts.dropLast().last { $0 != "." && $0 != ".." } ?? name : name
  }

  /// What was loaded: its size, its inputs and outputs.
  /// - Errors: nothing is loaded.
  public func modelSummary() throws(Diagnostic) -> ModelAnswer {
    guard let model, let main = model.module.main else {
      throw .noModel
    }
    let nodes = model.module.postorder(of: main)
    let type = model.module[main.body].type
    let types = type?.fields ?? type.map { [$0] } ?? []
    return ModelAnswer(
      name: model.name, format: model.format,
      operators: nodes.filter { model.module[$0].op != nil }.count,
      constants: nodes.filter { model.module[$0].constant != nil }.count,
      inputs: main.parameters.map { id in
        ModelAnswer.Value(
          name: model.module.parameterName(id), type: model.module[id].type.map { "\($0)" })
      },
      outputs: model.outputNames.enumerated().map { index, name in
        ModelAnswer.Value(
          name: name, type: types.indices.contains(index) ? "\(types[index])" : nil)
      })
  }

}

extension GraphModule {

  /// The name of a parameter, without the sign before it.
  func parameterName(_ id: ID<Node>) -> String {
    if case .variable(let name) = self[id].kind { name } else { "\(id)" }
  }

}
