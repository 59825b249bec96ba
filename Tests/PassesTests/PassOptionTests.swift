import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors
import TestKit
import Testing

@testable import Passes

@Suite struct PassOptionTests {

  private enum Color: String, CaseIterable { case red, green }

  private static let count = PassOption("count", default: 3, in: 1 ... .max, "how many")
  private static let threads = PassOption("threads", default: 2, in: 1 ... 2, "threads")
  private static let color = PassOption("color", default: Color.red, "the color")
  private static let isLoud = PassOption("loud", default: false, "whether it is loud")
  private static let size = PassOption("size", default: "auto", in: 1 ... 8, "the size")
  private static let info = PassInfo(
    "paint", "paint", options: [count, threads, color, isLoud, size])

  @Test func whatIsNotGivenIsTheDefault() throws {
    let options = try PassOptions(for: Self.info)
    #expect(options[Self.count] == 3 && options[Self.color] == .red && !options[Self.isLoud])
    #expect(options[Self.size] == nil)
    #expect(Self.info.options.map(\.defaultSpelling) == ["3", "2", "red", "false", "auto"])
    #expect(Self.info.options.map(\.choices.count) == [0, 2, 2, 2, 0])
  }

  @Test func whatIsGivenIsRead() throws {
    let given = ["count": "5", "color": "green", "loud": "true", "size": "8", "threads": "1"]
    let options = try PassOptions(given, for: Self.info)
    #expect(options[Self.count] == 5 && options[Self.color] == .green && options[Self.isLoud])
    #expect(options[Self.size] == 8 && options[Self.threads] == 1)
  }

  @Test(arguments: [
    ("count", "0", "1 or more"), ("count", "many", "whole number"), ("color", "blue", "red, green"),
    ("loud", "yes", "true, false"), ("size", "9", "from 1 to 8, or `auto`"),
    ("threads", "3", "1, 2"), ("colour", "red", "it has count"),
  ])
  func whatIsNoValueIsRefused(_ name: String, _ value: String, _ hint: String) {
    let error = #expect(throws: Diagnostic.self) {
      try PassOptions([name: value], for: Self.info)
    }
    #expect(error?.hints.joined().contains(hint) == true, "\(error?.hints ?? [])")
  }

  /// The default pipeline is a part of the list of passes, in its order, chosen by the model.
  @Test func theModelChoosesThePipeline() throws {
    for (body, chosen, left) in [
      ("nn.relu(%x)", "quantize", "lower-qdq"),
      ("qnn.dequantize(qnn.quantize(%x, 0.5f, 0), 0.5f, 0)", "lower-qdq", "quantize"),
    ] {
      let program = try Texts.program("x", body: body)
      let names = defaultPasses(for: ModelFacts(program.module)).map { $0.info.name }
      #expect(names.contains(chosen) && !names.contains(left) && names.last == "plan-memory")
      #expect(names == allPasses.map { $0.info.name }.filter(names.contains))
    }
  }

  /// A model that is quantized in part goes through both: integers first, then what is left.
  @Test(arguments: [false, true])
  func whatIsLeftInFloatsIsQuantized(_ isMixed: Bool) throws {
    var network = FloatNetwork(seed: 1)
    let scales = [network.constant(Tensor(scalar: Float(0.5)))]
    let zero = network.constant(Tensor(scalar: Int8(0)))
    let bytes = try network.call("qnn.quantize", [network.input([1, 4])] + scales + [zero])
    let data = try network.call("qnn.dequantize", [bytes] + scales + [zero])
    let given = network.constant(network.numbers([3, 4]))
    let weight =
      isMixed
      ? given
      : try network.call(
        "qnn.dequantize",
        [network.constant(network.bytes([3, 4]))]
          + scales + [zero])
    let program = network.program(try network.call("nn.dense", [data, weight]))
    let names = defaultPasses(for: ModelFacts(program.module)).map { $0.info.name }
    let chosen = names.filter { ["quantize", "lower-qdq"].contains($0) }
    #expect(chosen == (isMixed ? ["lower-qdq", "quantize"] : ["lower-qdq"]))
    guard isMixed else { return }
    // Random inputs are no reason to quantize what somebody left in floats.
    let (kept, notes) = try program.applying(Quantize.self)
    #expect(kept.operators == program.operators && notes.contains { $0.contains("stay in floats") })
    let (taken, _) = try program.applying(Quantize.self, ["random-inputs": "on"])
    #expect(taken.operators != program.operators)
    var context = PassContext(targets: [TargetInterface(name: "any")])
    context.calibration = ["x0": network.numbers([5, 4])]
    let (calibrated, _) = try program.applying(Quantize.self, in: context)
    #expect(calibrated.operators != program.operators)
  }

}
