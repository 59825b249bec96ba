import Debugger
import Foundation
import OrderedCollections
import Tensors
import Testing

/// A machine for lessons whose data has no sign.
@Suite struct UnsignedMachineTests {

  private static let changes: KeyValuePairs = [
    "data: int8": "data: uint8", "inp: int8": "inp: uint8", "name: pico": "name: unsigned",
    "dram(int8, base[1]": "dram(uint8, base[1]", "dram(int8, base[2]": "dram(uint8, base[2]",
    "dram(int8, base[3]": "dram(uint8, base[3]",
  ]

  /// It computes the integers of the evaluator, to the bit, and nearly all of the model.
  @Test(arguments: [
    "digits_mlp", "digits_lenet", "digits_resnet", "digits_lenet_int8_pt_pow2",
  ])
  func computesWhatTheEvaluatorDoes(_ model: String) throws {
    try TargetVariant.withFile(Self.changes) { file in
      var session = try Workshop.load(model, withImages: false)
      try session.selectTargets([file])
      try session.applyAll(until: model.contains("int8") ? "lower-qdq" : "quantize")
      let reference = try session.runToEnd()
      _ = session.takeReports()
      try session.applyAll()
      #expect(session.regionNames.count >= 1)
      #expect(try session.runToEnd() == reference)
      #expect(session.takeReports().isEmpty)
      let answer = try session.partition()
      #expect(
        Double(answer.offloadedProducts()) >= 0.95 * Double(answer.modelProducts.total))
    }
  }

  /// Every kind of layer that it is tried with runs, with the evaluator's bits.
  @Test func everyTrialRuns() throws {
    let answer = try TargetVariant.withFile(Self.changes) { file in
      try Session(targets: Workshop.targets).compileTrials(file)
    }
    #expect(answer.rows.count > 6)
    for row in answer.rows { #expect(row.verdict == .runs, "\(row.name): \(row.why)") }
  }

}
