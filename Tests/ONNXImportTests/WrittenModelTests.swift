import Diagnostics
import Foundation
import GraphIR
import ONNXImport
import Tensors
import Testing

/// Models that no file has, for what files may say.
@Suite struct WrittenModelTests {

  private static let x = Tensor([-1, 0, 2] as [Float])

  private static func identity(_ name: String) -> WrittenNode {
    WrittenNode(op: "Relu", inputs: [name])
  }

  @Test func fieldsComeInAnyOrder() throws {
    var model = WrittenModel(nodes: [Self.identity("x")], inputs: [("x", Self.x)])
    model.hasGraphFirst = true
    #expect(try model.run() == [Tensor([0, 0, 2] as [Float])])
    let path = NSTemporaryDirectory() + "sluice-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(model.bytes).write(to: URL(filePath: path))
    #expect(ONNXImporter.recognizes(try SharedFile(path: path)))
    try Data("def @main(%x: int32) { %x }".utf8).write(to: URL(filePath: path))
    #expect(!ONNXImporter.recognizes(try SharedFile(path: path)))
  }

  @Test func aNewerFormatIsNamed() throws {
    let model = WrittenModel(nodes: [Self.identity("x")], inputs: [("x", Self.x)], format: 99)
    let error = #expect(throws: Diagnostic.self) { try model.run() }
    #expect(error?.message.contains("version 99") == true)
  }

  /// By an empty name, and by nothing.
  @Test(arguments: [["x", ""], ["x"]])
  func functionsMayBeCalledWithoutAnArgument(_ inputs: [String]) throws {
    let clip = WrittenFunction(
      name: "Hold", inputs: ["x", "low"],
      nodes: [WrittenNode(op: "Clip", inputs: ["x", "low"])])
    let model = WrittenModel(
      nodes: [WrittenNode(op: "Hold", inputs: inputs, domain: "own")], functions: [clip],
      inputs: [("x", Self.x)])
    #expect(try model.run() == [Self.x])
  }

  /// 4¹⁶ nodes in some hundred bytes.
  @Test func functionsThatUnfoldWithoutEndAreRefused() throws {
    var functions = [WrittenFunction(name: "f0", nodes: [Self.identity("x")])]
    for level in 1 ..< 17 {
      let calls = (0 ..< 4).map { index in
        WrittenNode(
          op: "f\(level - 1)", inputs: [index == 0 ? "x" : "t\(index - 1)"],
          outputs: [index == 3 ? "y" : "t\(index)"], domain: "own")
      }
      functions.append(WrittenFunction(name: "f\(level)", nodes: calls))
    }
    let call = WrittenNode(op: "f16", inputs: ["x"], domain: "own")
    let model = WrittenModel(nodes: [call], functions: functions, inputs: [("x", Self.x)])
    let error = #expect(throws: Diagnostic.self) { try model.run() }
    #expect(error?.notes.contains { $0.contains("unfolds to more than") } == true)
    let few = WrittenModel(
      nodes: [WrittenNode(op: "f2", inputs: ["x"], domain: "own")], functions: functions,
      inputs: [("x", Self.x)])
    #expect(try few.run() == [Tensor([0, 0, 2] as [Float])])
  }

  @Test func aScaleOfZerosIsOne() throws {
    let model = WrittenModel(
      nodes: [
        WrittenNode(op: "DynamicQuantizeLinear", inputs: ["x"], outputs: ["y", "scale", "zero"])
      ], inputs: [("x", Tensor(zeros: .float32, [3]))], outputs: ["y", "scale", "zero"])
    #expect(
      try model.run() == [
        Tensor([0, 0, 0] as [UInt8]), Tensor(scalar: Float(1)), Tensor(scalar: UInt8(0)),
      ])
  }

  @Test func boundsStayIntegers() throws {
    let big = 1 << 53
    let model = WrittenModel(
      nodes: [
        WrittenNode(
          op: "Constant", inputs: [], outputs: ["low"],
          attributes: [("value_int", .integer(big + 1))]),
        WrittenNode(op: "Clip", inputs: ["x", "low"]),
      ], inputs: [("x", Tensor([0, Int64(big) + 3] as [Int64]))])
    #expect(try model.run() == [Tensor([Int64(big) + 1, Int64(big) + 3] as [Int64])])
  }

  /// An input whose value must be known may be said to have one.
  @Test func valuesAreTakenWhereTheyMustBeKnown() throws {
    let model = WrittenModel(
      nodes: [WrittenNode(op: "ReduceSum", inputs: ["x", "axes"])],
      inputs: [
        ("x", Tensor([2, 2], [1, 2, 3, 4] as [Float])), ("axes", Tensor([1] as [Int64])),
      ])
    #expect(throws: Diagnostic.self) { try model.run() }
    #expect(try model.run(known: ["axes", "x"]) == [Tensor([2, 1], [3, 7] as [Float])])
  }

}
