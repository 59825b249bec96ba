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
  /// - Parameters:
  ///   - bindings: the extents of dimensions that the file leaves open.
  ///   - shapes: the shapes of inputs that the file leaves open, by name.
  ///   - values: files for inputs whose values must be known when it is loaded: of tensors by name, or
  ///     `NAME=FILE` for one.
  /// - Errors: the file cannot be read, or holds something that is not supported.
  public mutating func load(
    _ path: String, bindings: [String: Int] = [:], shapes: [String: [Int]] = [:],
    values: [String] = []
  ) throws(Diagnostic) {
    let path = expandingHome(path)
    let file: SharedFile
    do throws(TensorFileError) { file = try SharedFile(path: path) } catch {
      throw Diagnostic(error)
    }
    if ONNXImporter.recognizes(file) {
      var given: [String: Tensor] = [:]
      for word in values {
        for (name, tensor) in try readValues(word, names: try ONNXImporter.inputNames(file))
        where given.updateValue(tensor, forKey: name) != nil {
          throw .error("`\(name)` is given two values", hints: ["leave one of the files out"])
        }
      }
      use(try readONNX(file, bindings, shapes, given))
    } else if let text = String(textOf: file.bytes(in: 0 ..< file.count)) {
      if let head = RegionHead(of: text) {
        try loadRegions(SourceText(name: path, text: text), path, head)
      } else {
        use(try readRelay(file, shapes))
      }
    } else {
      throw .error(
        "`\(path)` is neither an ONNX model nor a text",
        hints: ["`load` reads ONNX models, Relay text and tile programs"])
    }
    checkLoadedProgram()
  }

  private mutating func readONNX(
    _ file: SharedFile, _ bindings: [String: Int], _ shapes: [String: [Int]],
    _ values: [String: Tensor], _ dataFiles: [String: SharedFile] = [:]
  ) throws(Diagnostic) -> LoadedModel {
    var options = ImportOptions(
      bindings: bindings, inputShapes: shapes, values: values, loopLimit: settings.loopLimit)
    options.allowsDataAnywhere = settings.allowsDataAnywhere
    options.dataFiles = dataFiles
    let imported = try ONNXImporter.load(file, options: options)
    for note in imported.notes.elements { report(note) }
    let path = file.path
    return LoadedModel(
      name: modelName(path), path: path, format: "ONNX opset \(imported.opset)",
      module: imported.module, outputNames: imported.outputNames, bindings: bindings,
      shapes: shapes, values: values, declaredShapes: imported.declaredShapes, file: file,
      dataFiles: imported.dataFiles)
  }

  /// Reads the model again, without taking it, with inputs of these shapes.
  /// - Errors: as of `load`; the file holds a program that has no open extents.
  mutating func reading(again shapes: [String: [Int]]) throws(Diagnostic) -> LoadedModel {
    let model = try requireModel()
    let all = model.shapes.merging(shapes) { _, new in new }
    guard let file = model.file else {
      throw .error("`\(model.path)` has no shapes that could be given")
    }
    if ONNXImporter.recognizes(file) {
      return try readONNX(file, model.bindings, all, model.values, model.dataFiles)
    }
    return try readRelay(file, all)
  }

  private mutating func readRelay(
    _ file: SharedFile, _ shapes: [String: [Int]]
  ) throws(Diagnostic) -> LoadedModel {
    let path = file.path
    let text = String(textOf: file.bytes(in: 0 ..< file.count)) ?? ""
    let source = SourceText(name: path, text: text)
    let parsed = try RelayText.parse(source, shapes: shapes)
    for note in parsed.notes { report(note) }
    return LoadedModel(
      name: modelName(path), path: path, format: "Relay text", module: parsed.module,
      outputNames: outputNames(of: parsed.module), bindings: [:], shapes: shapes,
      declaredShapes: try declaredShapes(source, parsed.module, shapes), file: file)
  }

  /// The shapes of parameters as the text has them.
  private func declaredShapes(
    _ source: SourceText, _ module: GraphModule, _ shapes: [String: [Int]]
  ) throws(Diagnostic) -> [String: [Int?]] {
    let open = shapes.isEmpty ? module : try RelayText.parse(source).module
    var result: [String: [Int?]] = [:]
    for id in open.main?.parameters ?? [] {
      result[open.parameterName(id)] = open[id].type?.tensor?.shape
    }
    return result
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
