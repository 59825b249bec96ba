import Debugger
import OrderedCollections
import Passes
import Testing

/// One machine, described by what its instructions mean and by what they do.
@Suite struct LanguagePairTests {

  /// What graph passes decide is the same, and so is every instruction that comes of it.
  @Test(arguments: ["digits_lenet", "digits_resnet", "digits_mlp"])
  func aModelGoesTheSameWay(_ model: String) throws {
    let files = ["Tests/DescribedTests/Descriptions/meanings.yaml", "samples/targets/vta.yaml"]
    let ways = try files.map { file -> (decisions: [String], text: [String]) in
      var session = Session(targets: Workshop.targets)
      try session.selectTargets(["\(Workshop.root)/\(file)"])
      try session.load("\(Workshop.root)/samples/models/\(model).onnx")
      try session.readCalibration(Workshop.images, scale: 1.0 / 16)
      try session.readInputs("\(Workshop.root)/samples/models/\(model).npz", scale: nil)
      try session.applyAll()
      let decisions = session.history?.program.decisions.flatMap { id, list in
        list.map { "\(id) \($0.verdict) \($0.reason.code.rawValue)" }
      }
      return (decisions ?? [], try session.assemblerText())
    }
    #expect(ways[0].decisions == ways[1].decisions)
    #expect(!ways[0].decisions.isEmpty)
    #expect(ways[0].text == ways[1].text)
  }

}
