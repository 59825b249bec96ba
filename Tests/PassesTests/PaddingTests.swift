import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// What is put around data is put there as integers.
@Suite struct PaddingTests {

  private func padded(
    _ network: inout FloatNetwork, _ x: ID<Node>, _ value: Float, _ mode: String
  ) throws -> ID<Node> {
    try network.call(
      "nn.pad", [x, network.constant(Tensor(scalar: value))],
      [
        "pad_width": [[0, 0], [0, 0], [1, 2], [0, 1]].attributeValue, "pad_mode": .text(mode),
      ])
  }

  @Test(arguments: ["constant", "edge", "reflect"])
  func padsBetweenConvolutions(_ mode: String) throws {
    var network = FloatNetwork(seed: 1)
    let a = try network.convolution(network.input([1, 3, 6, 6]), 4)
    let b = try padded(&network, network.call("nn.relu", [a]), 0, mode)
    let program = network.program(try network.convolution(b, 4))
    var context = PassContext(targets: [TargetInterface(name: "any")])
    let input = network.numbers([1, 3, 6, 6])
    context.calibration = ["x0": input]
    let (quantized, _) = try program.applying(Quantize.self, in: context)
    let pads = quantized.module.reachable.filter { quantized.module[$0].op == Pad.op }
    #expect(pads.map { quantized.module[$0].type?.tensor?.element } == [.int8])
    let (x, y) = (try program.run([input]).doubles, try quantized.run([input]).doubles)
    let largest = x.reduce(0) { max($0, abs($1)) }
    #expect(zip(x, y).allSatisfy { abs($0 - $1) < 0.1 * largest })
  }

  /// Where the program says its scales, only a number that one of its steps is becomes that step.
  @Test(arguments: [(Float(0), true), (0.5, true), (-1.5, true), (0.3, false), (40, false)])
  func padsOfScales(_ value: Float, _ isStep: Bool) throws {
    var network = FloatNetwork(seed: 2)
    let parts = [Tensor(scalar: Float(0.25)), Tensor(scalar: Int8(3))].map { network.constant($0) }
    let x = try network.call("qnn.dequantize", [network.input("x", [1, 2, 4, 4], .int8)] + parts)
    let y = try padded(&network, x, value, "constant")
    let program = network.program(
      try network.call("qnn.quantize", [y] + parts, ["out_dtype": .text("int8")]))
    let (lowered, _) = try program.applying(LowerQDQ.self)
    #expect((lowered.operators == ["nn.pad"]) == isStep)
    let input = network.numbers([1, 2, 4, 4], 128).converted(to: .int8)
    #expect(try program.run([input]) == lowered.run([input]))
  }

}
