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
    _ seed: Int, _ step: Float, zero: Int8 = 0, ratio: Float = 8
  ) throws -> (network: FloatNetwork, program: Program) {
    var network = FloatNetwork(seed: seed)
    let x = try rounded(&network, network.input([1, 4, 6, 6]), step, zero)
    let weight = try weights(&network, [4, 4, 3, 3], 1 / 128)
    let sum = try network.call("nn.conv2d", [x, weight], ["padding": [1, 1].attributeValue])
    let a = try rounded(&network, sum, step * ratio, zero)
    let b = try rounded(&network, try network.call("nn.relu", [a]), step * ratio, zero)
    let c = try rounded(&network, try network.call("add", [b, x]), step * ratio, zero)
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
    var (network, program) = try block(11, 0.013, zero: zero, ratio: 7.3)
    let (lowered, _) = try program.applying(LowerQDQ.self)
    #expect(lowered.operators.contains("qnn.requantize"))
    let input = network.numbers([1, 4, 6, 6])
    let (a, b) = (try program.run([input]).doubles, try lowered.run([input]).doubles)
    let steps = zip(a, b).map { Int((($0 - $1) / (0.013 * 7.3)).rounded()) }
    #expect(steps.allSatisfy { abs($0) <= 1 })
  }

  /// Scales whose ratio is a power of two are shifts, whatever they are themselves, and zero points
  /// go into constants: what is left are products, shifts and sums.
  @Test(
    arguments: [(0.013, 8, 0), (1.0 / 64, 8, 3), (0.013, 7.3, 0), (0.013, 7.3, -128)]
      as [(Float, Float, Int8)])
  func anyScaleBecomesIntegers(_ step: Float, _ ratio: Float, _ zero: Int8) throws {
    var (network, program) = try block(11, step, zero: zero, ratio: ratio)
    let (lowered, reports) = try program.applying(LowerQDQ.self, in: multiplying)
    #expect(lowered.operators.filter { $0.hasPrefix("qnn.") } == ["qnn.quantize", "qnn.dequantize"])
    #expect(lowered.operators.contains("multiply") == (ratio != 8))
    let input = network.numbers([1, 4, 6, 6])
    let (a, b) = (try program.run([input]).doubles, try lowered.run([input]).doubles)
    let steps = zip(a, b).map { Int((($0 - $1) / Double(step * ratio)).rounded()) }
    // As of shifts alone: one step in each of two layers, and few of them.
    #expect(steps.allSatisfy { abs($0) <= 2 })
    #expect(steps.filter { $0 != 0 }.count < steps.count / 5)
    #expect(reports.contains { $0.contains("of a step of the real number") } == (ratio != 8))
  }

  /// Halves go where the model sends them, and nothing differs from it any more.
  @Test(arguments: [Int8(0), 4, -7])
  func halvesGoToTheEvenNumber(_ zero: Int8) throws {
    var (network, program) = try block(5, 1 / 64, zero: zero)
    let types = ComputeTypes(multiplies: true, tiesToEven: true)
    let context = PassContext(targets: [TargetInterface(name: "any", types: types)])
    let (lowered, reports) = try program.applying(LowerQDQ.self, in: context)
    #expect(reports.contains { $0.hasSuffix("halves to the even number") })
    #expect(lowered.operators.contains("maximum"))
    for _ in 0 ..< 4 {
      let input = network.numbers([1, 4, 6, 6])
      #expect(try program.run([input]) == lowered.run([input]))
    }
  }

  /// Scales of any kind are powers of two after it: what is left are shifts, and the cost is said.
  @Test func scalesCanBeApproximated() throws {
    let (_, program) = try block(7, 0.013, zero: 5)
    let (lowered, reports) = try program.applying(
      LowerQDQ.self, ["approximate": "power-of-two"])
    #expect(lowered.operators.filter { $0.hasPrefix("qnn.") } == ["qnn.quantize", "qnn.dequantize"])
    #expect(!lowered.operators.contains("multiply"))
    let cost = try #require(reports.first { $0.contains("scales became powers of two") })
    #expect(cost.contains("on 4 random samples") && !cost.contains(" 0.0 %"))
  }

  /// Sums that stay floats leave an accelerator as bytes, which the host puts together exactly.
  @Test(arguments: [Int8(0), 9])
  func sumsAreStoredAsBytes(_ zero: Int8) throws {
    var network = FloatNetwork(seed: 21)
    let x = try rounded(&network, network.input([1, 6, 5, 5]), 0.02, zero)
    let weight = try weights(&network, [4, 6, 3, 3], 0.003)
    let sum = try network.call("nn.conv2d", [x, weight], ["padding": [1, 1].attributeValue])
    let program = network.program(sum)
    let pattern = CompositePattern(
      name: "any.conv2d", kind: "conv2d", pattern: .anyCall(label: "result", op: "cast"))
    let context = PassContext(targets: [TargetInterface(name: "any", patterns: [pattern])])
    let (lowered, _) = try program.applying(LowerQDQ.self, in: context)
    #expect(lowered.operators.filter { $0 == "strided_slice" }.count == 3)
    let input = network.numbers([1, 6, 5, 5])
    let (a, b) = (try program.run([input]).doubles, try lowered.run([input]).doubles)
    let greatest = a.map { abs($0) }.max() ?? 0
    #expect(zip(a, b).allSatisfy { abs($0 - $1) <= greatest * 1e-5 })
  }

  /// Unsigned data and weights, scales by column, biases added after the product.
  @Test(arguments: [false, true])
  func unsignedNumbersBecomeSigned(_ isByColumn: Bool) throws {
    var network = FloatNetwork(seed: isByColumn ? 31 : 32)
    func constant<T: TensorElement>(_ values: [T], _ shape: [Int]) -> ID<Node> {
      network.builder.constant(Tensor(shape, values))
    }
    let input = network.input([1, 12])
    let scale = constant([Float(0.017)], [])
    let zero = constant([UInt8(121)], [])
    let data = try network.call(
      "qnn.quantize", [input, scale, zero], ["out_dtype": .text("uint8")])
    let x = try network.call("qnn.dequantize", [data, scale, zero])
    let numbers = (0 ..< 12 * 5).map { _ in UInt8.random(in: 60 ... 200, using: &network.random) }
    let scales = (0 ..< 5).map { Float(0.01) + Float(isByColumn ? $0 : 0) * 0.003 }
    let w = try network.call(
      "qnn.dequantize",
      [
        constant(numbers, [12, 5]), constant(isByColumn ? scales : [scales[0]], isByColumn ? [5] : []),
        constant([UInt8](repeating: 128, count: isByColumn ? 5 : 1), isByColumn ? [5] : []),
      ], ["axis": .integer(1)])
    let turned = try network.call("transpose", [w], ["axes": [1, 0].attributeValue])
    let product = try network.call("nn.dense", [x, turned])
    let sum = try network.call("add", [product, constant([Float](repeating: 0.7, count: 5), [5])])
    let out = [constant([Float(0.11)], []), constant([UInt8(77)], [])]
    let result = try network.call(
      "qnn.quantize", [sum] + out, ["out_dtype": .text("uint8")])
    let program = network.program(result)
    let (lowered, _) = try program.applying(LowerQDQ.self, in: multiplying)
    #expect(lowered.operators.filter { $0.hasPrefix("qnn.") } == ["qnn.quantize"])
    let given = network.numbers([1, 12])
    let (a, b) = (try program.run([given]), try lowered.run([given]))
    #expect(a.elementType == b.elementType)
    #expect(zip(a.doubles, b.doubles).allSatisfy { abs($0 - $1) <= 1 })
  }

  /// Weights of a mean are floats, and yet integers of one scale.
  @Test func meansAreProductsToo() throws {
    var network = FloatNetwork(seed: 41)
    let x = try rounded(&network, network.input([1, 3, 3, 3]), 0.02, 11)
    var numbers = [Float](repeating: 0, count: 81)
    for channel in 0 ..< 3 {
      for place in 0 ..< 9 { numbers[channel * 36 + place] = 1.0 / 9 }
    }
    let weight = network.builder.constant(Tensor([3, 3, 3, 3], numbers))
    let mean = try network.call("nn.conv2d", [x, weight])
    let program = network.program(try rounded(&network, mean, 0.015, -3))
    let (lowered, _) = try program.applying(LowerQDQ.self, in: multiplying)
    #expect(lowered.operators.filter { $0.hasPrefix("qnn.") } == ["qnn.quantize", "qnn.dequantize"])
    let input = network.numbers([1, 3, 3, 3])
    let (a, b) = (try program.run([input]).doubles, try lowered.run([input]).doubles)
    #expect(zip(a, b).allSatisfy { abs($0 - $1) < 0.016 })
  }

  /// Nothing of the floats is left behind integers without a sign that are read as floats again.
  @Test func unsignedResultsAreReadFromSignedOnes() throws {
    var network = FloatNetwork(seed: 51)
    let x = try rounded(&network, network.input([1, 6, 5, 5]), 0.02, 3)
    let sum = try network.call("nn.conv2d", [x, try weights(&network, [4, 6, 3, 3], 0.003)])
    let constants = [
      network.builder.constant(Tensor(scalar: Float(0.09))),
      network.builder.constant(Tensor(scalar: UInt8(130))),
    ]
    let integers = try network.call(
      "qnn.quantize", [sum] + constants, ["out_dtype": .text("uint8")])
    let program = network.program(try network.call("qnn.dequantize", [integers] + constants))
    let (lowered, _) = try program.applying(LowerQDQ.self, in: multiplying)
    #expect(lowered.operators.filter { $0 == "nn.conv2d" }.count == 1)
    #expect(lowered.operators.filter { $0.hasPrefix("qnn.") } == ["qnn.quantize", "qnn.dequantize"])
    let input = network.numbers([1, 6, 5, 5])
    let (a, b) = (try program.run([input]).doubles, try lowered.run([input]).doubles)
    #expect(zip(a, b).allSatisfy { abs($0 - $1) < 0.0901 })
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
