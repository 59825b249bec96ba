import Diagnostics
import GraphIR
import ONNXImport
import Tensors
import Testing

/// The models that come with the package.
@Suite struct SampleModelTests {

  static let names = [
    "digits_lenet", "digits_lenet_int8_pt_pow2", "digits_mlp", "digits_resnet",
    "digits_resnet_int8_pt_pow2",
  ]

  private func load(
    _ name: String, _ options: ImportOptions = ImportOptions()
  ) throws -> ImportedModel {
    try ONNXImporter.load(
      path: "\(Reference.root)/samples/models/\(name).onnx", options: options)
  }

  @Test(arguments: names)
  func agreesWithONNXRuntime(_ name: String) throws {
    let archive = try TensorArchive(npzFile: "\(Reference.root)/samples/models/\(name).npz")
    let model = try load(name)
    let output = try #require(Reference.run(model, Reference.tensors(archive, "in:")).first)
    let distance = try Reference.distance(output, #require(archive["out:logits"]))
    #expect(try #require(distance) < 1e-5)
    #expect(model.inputNames == ["image"])
    #expect(model.outputNames == ["logits"])
    #expect(model.opset == 13)
  }

  @Test func takesAnOpenBatchAsOneAndSaysSo() throws {
    let model = try load("digits_lenet")
    #expect(model.notes.elements.map(\.message).contains { $0.contains("`N`") })
    let three = try load("digits_lenet", ImportOptions(bindings: ["N": 3]))
    #expect(three.notes.elements == [])
    let type = three.module.main.flatMap { three.module[$0.body].type }
    #expect(type?.description == "Tensor[(3, 10), float32]")
  }

  @Test func knowsWhereEachNodeIsFrom() throws {
    let module = try load("digits_lenet").module
    let calls = module.reachable.filter { module[$0].op != nil }
    let withoutSource = calls.filter { module[$0].origin.isSynthetic }
    #expect(withoutSource == [])
    #expect(calls.allSatisfy { module[$0].origin.pass == "import" })
    let convolution = calls.first { module[$0].op?.name == "nn.conv2d" }
    let sources = convolution.map { module[$0].origin.sources.map { module[$0].op } }
    #expect(sources == ["Conv"])
  }

  @Test func weightsStayInTheFile() throws {
    let module = try load("digits_resnet").module
    let weights = module.reachable.compactMap { module[$0].constant }.filter { $0.count > 100 }
    #expect(!weights.isEmpty)
    #expect(weights.allSatisfy { $0.sharesFile })
  }

  @Test(arguments: [
    (ImportOptions(bindings: ["M": 2]), "the model's inputs have no dimension `M`"),
    (ImportOptions(inputShapes: ["img": [1]]), "the model has no input `img`"),
    (
      ImportOptions(inputShapes: ["image": [1, 3, 8, 8]]),
      "input `image` has the shape (N, 1, 8, 8), found [1, 3, 8, 8]"
    ),
  ])
  func refusesWhatDoesNotFit(_ options: ImportOptions, _ message: String) throws {
    let error = #expect(throws: Diagnostic.self) { try load("digits_lenet", options) }
    #expect(error?.message == message)
  }

}
