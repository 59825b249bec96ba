import Debugger
import OrderedCollections
import Tensors
import Testing

/// The built-in accelerator in other configurations: blocks of other sizes, and two samples at once.
@Suite struct ConfiguredMachineTests {

  /// Each computes the integers of the evaluator, to the bit, and most of the model.
  @Test(
    arguments: ["vta-block-8", "vta-block-32", "vta-batch-2"],
    ["digits_mlp", "digits_lenet", "digits_resnet"])
  func computesWhatTheEvaluatorDoes(_ target: String, _ model: String) throws {
    var session = try Workshop.load(model, withImages: false)
    try session.selectTargets([target])
    try session.applyAll(until: "quantize")
    let reference = try session.runToEnd()
    _ = session.takeReports()
    try session.applyAll()
    #expect(session.regionNames.count >= 1)
    let found = try session.runToEnd()
    #expect(found == reference)
    #expect(session.takeReports().isEmpty)
    let answer = try session.partition()
    #expect(
      Double(answer.offloadedProducts()) >= 0.95 * Double(answer.modelProducts.total))
  }

}
