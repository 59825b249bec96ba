import Diagnostics
import GraphIR
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Models that were quantized when they were written become arithmetic on integers.
@Suite struct LowerQDQTests {

  /// `data` through `qnn.quantize` and back.
  private func rounded(
    _ network: inout FloatNetwork, _ data: ID<Node>, _ scale: Float, _ zero: Int8 = 0
  ) throws -> ID<Node> {
    let constants = [
      network.builder.constant(Tensor(scalar: scale)),
      network.builder.constant(Tensor(scalar: zero)),
    ]
    let integers = try network.call(
      "qnn.quantize", [data] + constants, ["out_dtype": .text("int8")])
    return try network.call("qnn.dequantize", [integers] + constants)
  }

  /// Weights as integers with one scale.
  private func weights(
    _ network: inout FloatNetwork, _ shape: [Int], _ scale: Float
  ) throws -> ID<Node> {
    let integers = network.numbers(shape, 127).converted(to: .int8)
    return try network.call(
      "qnn.dequantize",
      [
        network.builder.constant(integers), network.builder.constant(Tensor(scalar: scale)),
        network.builder.constant(Tensor(scalar: Int8(0))),
      ])
  }

  /// A residual block, as exporters write it: a round trip behind every operator.
  private func block(
    _ seed: Int, _ step: Float, zero: Int8 = 0
  ) throws -> (network: FloatNetwork, program: Program) {
    var network = FloatNetwork(seed: seed)
    let x = try rounded(&network, network.input([1, 4, 6, 6]), step, zero)
    let weight = try weights(&network, [4, 4, 3, 3], 1 / 128)
    let sum = try network.call("nn.conv2d", [x, weight], ["padding": [1, 1].attributeValue])
    let a = try rounded(&network, sum, step * 8, zero)
    let b = try rounded(&network, try network.call("nn.relu", [a]), step * 8, zero)
    let c = try rounded(&network, try network.call("add", [b, x]), step * 8, zero)
    return (network, network.program(c))
  }

  @Test(arguments: 0 ..< 6)
  func powersOfTwoBecomeShifts(_ seed: Int) throws {
    let step: Float = 1 / 64
    var (network, program) = try block(seed, step)
    let (lowered, _) = try program.applying(LowerQDQ.self)
    #expect(
      lowered.operators == [
        "qnn.quantize", "nn.conv2d", "add", "right_shift", "clip", "cast", "cast", "left_shift",
        "cast", "add", "add", "right_shift", "clip", "cast", "qnn.dequantize",
      ])
    let input = network.numbers([1, 4, 6, 6])
    let (a, b) = (try program.run([input]).doubles, try lowered.run([input]).doubles)
    // Halves go up here and to even there: one step in each of two layers.
    let steps = zip(a, b).map { Int((($0 - $1) / Double(step * 8)).rounded()) }
    #expect(steps.allSatisfy { abs($0) <= 2 })
    #expect(steps.filter { $0 != 0 }.count < steps.count / 5)
  }

  /// An accelerator that multiplies sums, as far as this pass needs to know it.
  private var multiplying: PassContext {
    PassContext(targets: [TargetInterface(name: "any", types: ComputeTypes(multiplies: true))])
  }

  /// What is no shift stays a change of scale that the host computes, as exact as it was.
  @Test(arguments: [Int8(0), 3])
  func otherScalesStayExact(_ zero: Int8) throws {
    var (network, program) = try block(11, 0.013, zero: zero)
    let (lowered, _) = try program.applying(LowerQDQ.self)
    #expect(lowered.operators.contains("qnn.requantize") || zero != 0)
    let input = network.numbers([1, 4, 6, 6])
    let (a, b) = (try program.run([input]).doubles, try lowered.run([input]).doubles)
    let steps = zip(a, b).map { Int((($0 - $1) / (0.013 * 8)).rounded()) }
    #expect(steps.allSatisfy { abs($0) <= 1 })
  }

  /// Zero points go into constants: what is left are products, shifts and sums.
  @Test(arguments: [(Float(1.0 / 64), Int8(3)), (Float(0.013), Int8(0)), (Float(0.013), Int8(-128))])
  func anyScaleBecomesIntegers(_ step: Float, _ zero: Int8) throws {
    var (network, program) = try block(11, step, zero: zero)
    let (lowered, reports) = try program.applying(LowerQDQ.self, in: multiplying)
    #expect(lowered.operators.filter { $0.hasPrefix("qnn.") } == ["qnn.quantize", "qnn.dequantize"])
    let input = network.numbers([1, 4, 6, 6])
    let (a, b) = (try program.run([input]).doubles, try lowered.run([input]).doubles)
    let steps = zip(a, b).map { Int((($0 - $1) / Double(step * 8)).rounded()) }
    // As of shifts alone: one step in each of two layers, and few of them.
    #expect(steps.allSatisfy { abs($0) <= 2 })
    #expect(steps.filter { $0 != 0 }.count < steps.count / 5)
    let saysHow = reports.contains { $0.contains("of a step of the real number") }
    #expect(saysHow == (step == 0.013))
  }

  @Test func roundingIsAnOption() throws {
    let (_, program) = try block(3, 1 / 64)
    let (lowered, reports) = try program.applying(LowerQDQ.self, ["rounding": "floor"])
    #expect(lowered.operators.filter { $0 == "add" }.count == 1)
    #expect(reports.contains { $0.hasSuffix("shifts round down") })
  }

  @Test func floatsAreLeftAlone() throws {
    let (_, program) = try FloatNetwork.residual(seed: 1)
    let (lowered, reports) = try program.applying(LowerQDQ.self)
    #expect(lowered.operators == program.operators)
    #expect(reports.contains { $0.hasPrefix("nothing in integers") })
  }

}
