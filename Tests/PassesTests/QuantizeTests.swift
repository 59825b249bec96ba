import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Floats become integers, with scales that are powers of two.
@Suite struct QuantizeTests {

  private func context(_ calibration: Tensor) -> PassContext {
    var context = PassContext(targets: [TargetInterface(name: "any")])
    context.calibration = ["x0": calibration]
    context.calibrationName = "samples.npz"
    return context
  }

  /// What is left in floats: the way in and the way out.
  @Test func everyOperatorHasAForm() throws {
    var (network, program) = try FloatNetwork.residual(seed: 1)
    let samples = network.numbers([16, 3, 8, 8])
    let (quantized, _) = try program.applying(Quantize.self, in: context(samples))
    let module = quantized.module
    let floats = module.reachable.compactMap { id -> String? in
      guard let op = module[id].op, module[id].type?.tensor?.element.isFloat == true else {
        return nil
      }
      return op.name
    }
    #expect(floats == ["qnn.dequantize"])
    #expect(quantized.operators.filter { $0 == "qnn.quantize" }.count == 1)
    #expect(!quantized.operators.contains("nn.relu"), "limits go into the clip behind the shift")
  }

  @Test(arguments: 0 ..< 6)
  func staysNearTheFloats(_ seed: Int) throws {
    var (network, program) = try FloatNetwork.residual(seed: seed)
    let samples = network.numbers([16, 3, 8, 8])
    for options in [[:], ["scales": "max"], ["rounding": "floor"]] {
      let (quantized, _) = try program.applying(Quantize.self, options, in: context(samples))
      let input = network.numbers([1, 3, 8, 8])
      let (a, b) = (try program.run([input]).doubles, try quantized.run([input]).doubles)
      let largest = a.reduce(0) { max($0, abs($1)) }
      let distance = zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(distance < 0.1 * largest, "\(options): \(a) \(b)")
    }
  }

  /// The arithmetic of one layer, written out: sums, half of the divisor, shift, limits.
  @Test(arguments: ["nearest", "floor"])
  func computesWhatAShifterComputes(_ rounding: String) throws {
    var network = FloatNetwork(seed: 7)
    let x = network.input([1, 24])
    let result = try network.call("nn.relu", [try network.dense(x, 6)])
    let program = network.program(result)
    let (quantized, _) = try program.applying(
      Quantize.self, ["rounding": rounding], in: context(network.numbers([8, 24])))
    let module = quantized.module
    let calls = module.reachable.filter { module[$0].op != nil }
    func constant(_ name: String, _ index: Int) -> [Int] {
      let id = calls.first { module[$0].op?.name == name }
      return id.flatMap { module[module[$0].operands[index]].constant }?.doubles.map { Int($0) }
        ?? []
    }
    let weight = constant("nn.dense", 1)
    let bias = constant("nn.bias_add", 1)
    let shift = constant("right_shift", 1)
    #expect(weight.allSatisfy { (-128 ... 127).contains($0) } && shift.allSatisfy { $0 > 0 })
    let scale = module.reachable.first { module[$0].op?.name == "qnn.quantize" }
      .flatMap { module[module[$0].operands[1]].constant?.doubles.first }
    let step = try #require(scale)
    let input = network.numbers([1, 24])
    let data = input.doubles.map {
      Int(min(max(($0 / step).rounded(.toNearestOrEven), -128), 127))
    }
    let expected = (0 ..< 6).map { row -> Int in
      let sum = (0 ..< 24).reduce(bias[row]) { $0 + weight[row * 24 + $1] * data[$1] }
      let amount = shift[shift.count == 1 ? 0 : row]
      let half = rounding == "nearest" ? 1 << (amount - 1) : 0
      return min(max((sum + half) >> amount, 0), 127)
    }
    let out = try #require(
      module.main.flatMap { module[module[$0.body].operands[1]].constant?.doubles.first })
    #expect(try quantized.run([input]).doubles.map { Int(($0 / out).rounded()) } == expected)
  }

  @Test func saysWhatItCalibratedOn() throws {
    var (network, program) = try FloatNetwork.residual(seed: 2)
    let random = try program.applying(Quantize.self).reports
    #expect(random.contains { $0.contains("4 random samples, seed 1") })
    let given = try program.applying(
      Quantize.self, in: context(network.numbers([3, 3, 8, 8]))
    ).reports
    #expect(given.contains { $0.contains("3 samples of samples.npz") })
    #expect(given.contains { $0.contains("halves up") })
    let some = try program.applying(
      Quantize.self, ["samples": "2"], in: context(network.numbers([3, 3, 8, 8]))
    ).reports
    #expect(some.contains { $0.contains("2 of 3 samples of samples.npz") })
  }

  @Test func isTheSameEachTime() throws {
    let (_, program) = try FloatNetwork.residual(seed: 3)
    let texts = try (0 ..< 2).map { _ in
      try program.applying(Quantize.self).program.module.relayText(
        RelayTextOptions(metadata: .full))
    }
    #expect(texts[0] == texts[1])
  }

  @Test func refusesWhatDoesNotFit() throws {
    var (network, program) = try FloatNetwork.residual(seed: 4)
    let shape = #expect(throws: Diagnostic.self) {
      try program.applying(Quantize.self, in: context(network.numbers([2, 4, 8, 8])))
    }
    #expect(shape?.message.contains("expected samples of float32 [1, 3, 8, 8]") == true)
    var other = PassContext()
    other.calibration = ["y": network.numbers([1])]
    let name = #expect(throws: Diagnostic.self) {
      try program.applying(Quantize.self, in: other)
    }
    #expect(name?.message == "there are no calibration inputs for `x0`")
    let skip = #expect(throws: Diagnostic.self) {
      try program.applying(Quantize.self, ["skip": "conv"])
    }
    #expect(skip?.message == "the model has no node `conv` to skip")
  }

  /// A target that computes in floats has nothing to gain: the pass says so, and a default pipeline
  /// goes on.
  @Test(arguments: [ElementType.bfloat16, .float32])
  func leavesFloatsToTargetsThatComputeInThem(_ element: ElementType) throws {
    let (_, program) = try FloatNetwork.residual(seed: 4)
    let floats = PassContext(targets: [
      TargetInterface(name: "f", types: ComputeTypes(data: element, accumulator: .float32))
    ])
    let (after, reports) = try program.applying(Quantize.self, in: floats)
    #expect(after.actions.isEmpty)
    #expect(after.operators == program.operators)
    #expect(reports == ["nothing to quantize: `f` computes in \(element)"])
  }

  /// Every node has a reason, and what was made knows what it was made from.
  @Test func explainsItself() throws {
    var network = FloatNetwork(seed: 5)
    let x = network.input([1, 3, 8, 8])
    let a = try network.call("tanh", [try network.convolution(x, 4)])
    let program = network.program(a)
    let (quantized, _) = try program.applying(Quantize.self)
    let sentences = quantized.decisions.values.flatMap { $0 }.map {
      $0.sentence(in: quantized.module)
    }
    #expect(sentences.contains { $0.hasPrefix("`tanh` is computed in floats") })
    #expect(sentences.contains { $0.hasPrefix("`nn.conv2d` in int32, scale 2^") })
    let module = quantized.module
    let orphans = module.reachable.filter {
      module[$0].origin.pass == "quantize" && module[$0].origin.parents.isEmpty
    }
    #expect(orphans == [])
    #expect(quantized.operators.suffix(2) == ["qnn.dequantize", "tanh"])
  }

  /// Parts of a concatenation come to one scale by the shift that makes them, unless others read
  /// them at their own.
  @Test(arguments: [false, true])
  func partsComeToOneScaleAtOnce(_ isShared: Bool) throws {
    var network = FloatNetwork(seed: 8)
    let x = network.input([1, 3, 8, 8])
    let a = try network.call("nn.relu", [try network.convolution(x, 4)])
    let wide = network.constant(network.numbers([4, 3, 3, 3], 40))
    let b = try network.call("nn.conv2d", [x, wide], ["padding": [1, 1].attributeValue])
    let joined = try network.call(
      "concatenate", [try network.builder.tuple([a, b])], ["axis": .integer(1)])
    var result = try network.convolution(joined, 4)
    if isShared { result = try network.call("add", [result, a]) }
    let program = network.program(result)
    let (quantized, _) = try program.applying(Quantize.self)
    let module = quantized.module
    let widened = module.reachable.filter { id in
      module[id].op?.name == "cast" && module[id].type?.tensor?.element == .int32
    }
    // The shared part is widened for its other scale, and both addends for the sum.
    #expect(widened.count == (isShared ? 3 : 0))
    let parts = module.reachable.first { module[$0].op?.name == "concatenate" }
      .map { module[module[$0].operands[0]].operands }
    #expect(parts?.compactMap { module[$0].type?.tensor?.element } == [.int8, .int8])
  }

  /// What a pooling chooses for a product is chosen among integers.
  @Test func poolsIntegersForProducts() throws {
    var network = FloatNetwork(seed: 9)
    let x = try network.call("tanh", [network.input([1, 3, 8, 8])])
    let pool = try network.call("nn.max_pool2d", [x], ["pool_size": [3, 3].attributeValue])
    let again = try network.call("nn.max_pool2d", [pool], ["pool_size": [2, 2].attributeValue])
    let (quantized, _) = try network.program(try network.convolution(again, 4))
      .applying(Quantize.self)
    let start = ["tanh", "qnn.quantize", "nn.max_pool2d", "nn.max_pool2d", "nn.conv2d"]
    #expect(Array(quantized.operators.prefix(5)) == start)
  }

}
