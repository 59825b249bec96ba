import Foundation
import GraphIR
import ONNXImport
import Tensors

/// A test that ONNX has for an operator: a folder with a model, what it is given and what it gives.
struct BackendCase {

  let folder: URL

  var name: String { folder.lastPathComponent }

  /// The folder of all, as the environment names it: `…/onnx/backend/test/data/node` of the Python
  /// package `onnx`.
  static let root = ProcessInfo.processInfo.environment["SLUICE_ONNX_NODES"]

  /// Every case in `root`, by name.
  static func all(in root: String) throws -> [BackendCase] {
    try FileManager.default.contentsOfDirectory(
      at: URL(filePath: root), includingPropertiesForKeys: nil
    )
    .filter { FileManager.default.fileExists(atPath: $0.path + "/model.onnx") }
    .map { BackendCase(folder: $0) }.sorted { $0.name < $1.name }
  }

  /// Why the case fails; `nil` if it passes.
  func failure() -> String? {
    do {
      let found = try outputs()
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "model.onnx")))
      let kinds = try ONNXImporter.valueKinds(bytes: bytes).outputs
      let expected = try values("output", kinds).flatMap { $0 }
      guard found.count == expected.count else {
        return "\(found.count) of \(expected.count) outputs"
      }
      for (tensor, reference) in zip(found, expected) {
        let reference = try reference.reread(as: tensor.elementType)
        if let difference = difference(tensor, reference) { return difference }
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// What the model gives. Inputs that it must know when it is loaded are constants, the others are
  /// given when it runs.
  private func outputs() throws -> [Tensor] {
    let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "model.onnx")))
    let names = try ONNXImporter.inputNames(bytes: bytes)
    let kinds = try ONNXImporter.valueKinds(bytes: bytes).inputs
    var options = ImportOptions()
    for (index, given) in try self.values("input", kinds).enumerated() {
      let name = names[index]
      if kinds[index] == .tensor {
        options.values[name] = given[0]
      } else if given.isEmpty {
        if kinds[index] == .sequence { options.inputShapes[name] = [0] }
      } else if try isTensor("input", index, kinds[index]) {
        options.values[name] = given[0]
      } else {
        for (position, tensor) in given.enumerated() {
          options.values["\(name).\(position)"] = tensor
        }
      }
    }
    let values = options.values
    let model = try ONNXImporter.load(bytes: bytes, options: options)
    var arguments: [Value] = []
    for (name, id) in zip(model.inputNames, model.module.main?.parameters ?? []) {
      guard let value = values[name], let type = model.module[id].type?.tensor else { continue }
      arguments.append(.tensor(try value.reread(as: type.element)))
    }
    var evaluator = Evaluator(model.module)
    return try evaluator.call("main", arguments).tensors
  }

  /// The tensors in each of the files of `kind`, which are counted from 0: one, or as many as a
  /// sequence has.
  private func values(
    _ kind: String, _ kinds: [ONNXImporter.ValueKind]
  ) throws -> [[Tensor]] {
    var result: [[Tensor]] = []
    while true {
      let path = path(kind, result.count)
      guard FileManager.default.fileExists(atPath: path) else { return result }
      if kinds[result.count] == .tensor {
        result.append([try ONNXTensorFile(path: path).tensor])
      } else {
        result.append(try ONNXSequenceFile(SharedFile(path: path)).tensors)
      }
    }
  }

  private func path(_ kind: String, _ index: Int) -> String {
    folder.appending(path: "test_data_set_0").appending(path: "\(kind)_\(index).pb").path
  }

  /// Whether an optional value is a tensor and not a sequence of some: the field 2 of its message
  /// says 1 then.
  private func isTensor(
    _ kind: String, _ index: Int, _ value: ONNXImporter.ValueKind
  ) throws -> Bool {
    guard value == .optional else { return false }
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path(kind, index))))
    let name = bytes.first == 0x0A ? 2 + Int(bytes[1]) : 0
    return Array(bytes[name...].prefix(2)) == [0x10, 1]
  }

  /// Where `found` is not what was expected. Floats may lie apart by a thousandth, short ones by a
  /// hundredth; those of 8 bits, and all else, are equal.
  private func difference(_ found: Tensor, _ expected: Tensor) -> String? {
    guard found.elementType == expected.elementType, found.shape == expected.shape else {
      return "\(found), expected \(expected)"
    }
    let type = expected.elementType
    let isExact = !type.isFloat || type.isNarrowFloat
    let (relative, absolute) = type.isShortFloat ? (1e-2, 1e-2) : (1e-3, 1e-5)
    let distances = ElementDistances(from: expected, to: found)
    let numbers = expected.doubles
    for index in numbers.indices {
      let limit = isExact ? 0 : absolute + relative * abs(numbers[index])
      let distance = distances[index]
      if distance > (limit.isFinite ? limit : 0) {
        return
          "element \(index) is \(distances.found(index)), expected \(distances.expected(index))"
      }
    }
    return nil
  }

}

extension Tensor {
  /// The files have the bits of `bfloat16` as `uint16`.
  fileprivate func reread(as type: ElementType) throws -> Tensor {
    guard type == .bfloat16, elementType == .uint16 else { return self }
    return try Tensor(type, shape, bytes: bytes)
  }
}
