import Foundation
import GraphIR
import ONNXImport
import Tensors
import Testing

/// Every reference model loads, and the evaluator gives what ONNX Runtime gave.
@Suite(.enabled(if: Reference.models != nil)) struct ReferenceModelTests {

  static let names =
    Reference.models.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }?
    .filter { !$0.contains(".") && $0 != "labelled" && !$0.hasPrefix("README") }.sorted() ?? []

  @Test(arguments: names)
  func agreesWithONNXRuntime(_ name: String) throws {
    let folder = try #require(Reference.models) + "/" + name
    let archive = try TensorArchive(npzFile: folder + "/ref.npz")
    let inputs = Reference.tensors(archive, "in:")
    let options = ImportOptions(inputShapes: inputs.mapValues(\.shape))
    let model = try ONNXImporter.load(path: folder + "/model.onnx", options: options)
    let outputs = try Reference.run(model, inputs)
    let expected = Reference.tensors(archive, "out:")
    for (name, output) in zip(model.outputNames, outputs) {
      let reference = try #require(expected[name])
      let distance = try #require(
        Reference.distance(output, reference), "\(output) instead of \(reference)")
      #expect(distance < 1e-4, "\(name)")
    }
  }

}
