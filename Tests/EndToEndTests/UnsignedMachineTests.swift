import Debugger
import Foundation
import OrderedCollections
import Tensors
import Testing

/// A machine for lessons whose data has no sign.
@Suite struct UnsignedMachineTests {

  /// The path of a file with its description, which the caller removes.
  private static func file() throws -> String {
    let text = try String(
      contentsOfFile: "\(Workshop.root)/samples/targets/pico.yaml", encoding: .utf8)
    let unsigned = text.replacing("data: int8", with: "data: uint8")
      .replacing("inp: int8", with: "inp: uint8").replacing("name: pico", with: "name: unsigned")
      .replacing("dram(int8, base[1]", with: "dram(uint8, base[1]")
      .replacing("dram(int8, base[2]", with: "dram(uint8, base[2]")
      .replacing("dram(int8, base[3]", with: "dram(uint8, base[3]")
    let path = NSTemporaryDirectory() + "sluice-\(UUID().uuidString).yaml"
    try unsigned.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// It computes the integers of the evaluator, to the bit, and nearly all of the model.
  @Test(arguments: [
    "digits_mlp", "digits_lenet", "digits_resnet", "digits_lenet_int8_pt_pow2",
  ])
  func computesWhatTheEvaluatorDoes(_ model: String) throws {
    let file = try Self.file()
    defer { try? FileManager.default.removeItem(atPath: file) }
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

  /// Every kind of layer that it is tried with runs, with the evaluator's bits.
  @Test func everyTrialRuns() throws {
    let file = try Self.file()
    defer { try? FileManager.default.removeItem(atPath: file) }
    let answer = try Session(targets: Workshop.targets).compileTrials(file)
    #expect(answer.rows.count > 6)
    for row in answer.rows { #expect(row.verdict == .runs, "\(row.name): \(row.why)") }
  }

}
