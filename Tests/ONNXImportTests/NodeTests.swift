import Foundation
import GraphIR
import ONNXImport
import Tensors
import Testing

/// The tests that ONNX has for single operators.
@Suite(.enabled(if: Reference.models != nil)) struct NodeTests {

  /// The tests that fail, each with a part of the message that says why.
  static let expectedFailures = [
    "test_identity_opt": "the optional value is empty",
    "test_identity_sequence": "must be known",
    // What they expect wraps around where the operator says that it saturates.
    "test_qlinearmatmul_2D_int8_float32": "distance",
    "test_qlinearmatmul_3D_int8_float32": "distance",
    "test_training_dropout": "at random",
    "test_training_dropout_default": "at random",
    "test_training_dropout_default_mask": "at random",
    "test_training_dropout_mask": "at random",
  ]

  @Test func agreeWithTheOperators() throws {
    let folder = try #require(Reference.models)
    let zip = try ZipFile(path: folder + "/onnx-1.16.2-node-core.zip")
    let names = zip.names.filter { $0.hasSuffix("/model.onnx") }
      .map { String($0.dropFirst("node/".count).dropLast("/model.onnx".count)) }.sorted()
    var failures: [String: String] = [:]
    for name in names {
      do {
        failures[name] = try failure(name, zip)
      } catch {
        failures[name] = "\(error)"
      }
    }
    var surprises: [String] = []
    for name in Set(failures.keys).union(Self.expectedFailures.keys).sorted() {
      let (found, expected) = (failures[name], Self.expectedFailures[name])
      guard let found, let expected, found.contains(expected) else {
        surprises.append("\(name): \(found ?? "passes") instead of \(expected ?? "passing")")
        continue
      }
    }
    #expect(surprises == [])
    #expect(names.count == 321)
  }

  /// Why a test fails; `nil` if it passes.
  private func failure(_ name: String, _ zip: ZipFile) throws -> String? {
    let folder = "node/\(name)/"
    let bytes = try zip[folder + "model.onnx"]
    let outputs = try outputs(bytes, inputs: folder + "test_data_set_0/input_", zip)
    let expected = try tensors(folder + "test_data_set_0/output_", zip)
    for (output, reference) in Swift.zip(outputs, expected) {
      guard let distance = Reference.distance(output, reference) else {
        return
          "\(output.elementType) \(output.shape), not \(reference.elementType) \(reference.shape)"
      }
      guard distance < 1e-5 else { return "distance \(distance)" }
    }
    return outputs.count == expected.count ? nil : "\(outputs.count) of \(expected.count) outputs"
  }

  /// The outputs of a model; inputs that it needs to know when it is loaded, which is never the
  /// first, are given then.
  private func outputs(_ bytes: [UInt8], inputs: String, _ zip: ZipFile) throws -> [Tensor] {
    var options = ImportOptions()
    if refusal(bytes).contains("is computed by the model") {
      let names = try ONNXImporter.inputNames(bytes: bytes)
      let values = try Swift.zip(names, tensors(inputs, zip)).dropFirst()
      options.constants = Dictionary(uniqueKeysWithValues: Array(values))
    }
    let model = try ONNXImporter.load(bytes: bytes, options: options)
    let arguments = try tensors(inputs, zip).prefix(model.inputNames.count)
    var evaluator = Evaluator(model.module)
    return try evaluator.call("main", arguments.map(Value.tensor)).tensors
  }

  private func refusal(_ bytes: [UInt8]) -> String {
    do {
      _ = try ONNXImporter.load(bytes: bytes)
      return ""
    } catch {
      return "\(error)"
    }
  }

  private func tensors(_ prefix: String, _ zip: ZipFile) throws -> [Tensor] {
    let count = zip.names.count { $0.hasPrefix(prefix) }
    return try (0 ..< count).map { try ONNXTensorFile(bytes: zip["\(prefix)\($0).pb"]).tensor }
  }

}
