import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Integers for accelerators whose data has no sign.
@Suite struct UnsignedDataTests {

  private static func context(
    _ data: ElementType, on samples: Tensor? = nil
  ) -> PassContext {
    var context = PassContext(targets: [
      TargetInterface(name: "array", types: ComputeTypes(data: data))
    ])
    context.calibration = samples.map { ["x0": $0] } ?? [:]
    context.calibrationName = "samples.npz"
    return context
  }

  /// Numbers of both signs lie around the middle of the integers, and others from 0 on: they are as
  /// near the floats as those of signed integers, or nearer.
  @Test(arguments: 0 ..< 6)
  func isNearTheFloats(_ seed: Int) throws {
    var (network, program) = try FloatNetwork.residual(seed: seed)
    let samples = network.numbers([16, 3, 8, 8])
    let input = network.numbers([1, 3, 8, 8])
    let exact = try program.run([input]).doubles
    let largest = exact.reduce(0) { max($0, abs($1)) }
    let (made, reports) = try program.applying(
      Quantize.self, in: Self.context(.uint8, on: samples))
    let found = try made.run([input]).doubles
    #expect(zip(exact, found).allSatisfy { abs($0 - $1) < 0.1 * largest }, "\(exact) \(found)")
    #expect(reports.contains { $0.contains("in uint8") })
    let module = made.module
    let products = module.reachable.filter { module[$0].op?.has(.product) == true }
    #expect(products.count == 4)
    for id in products {
      let operands = module[id].operands.map { module[$0].type?.tensor?.element }
      #expect(operands == [.uint8, .int8])
      #expect(module[id].type?.tensor?.element == .int32)
    }
    // What stands for 0 is put around the input; relu leaves nothing below 0, for which 0 stands.
    let pads = module.reachable.filter { module[$0].op == Pad.op }
    #expect(pads.count == 1)
    let values = pads.map { module[module[$0].operands[1]].constant?.ints }
    #expect(values == [[128]])
  }

  /// What is never negative has all steps: twice as many as signed integers.
  @Test func scalesAreFinerWhereNothingIsNegative() throws {
    func scale(_ data: ElementType) throws -> Double? {
      var network = FloatNetwork(seed: 5)
      let x = network.input([1, 3, 6, 6])
      let a = try network.call("nn.relu", [try network.convolution(x, 4)])
      let program = network.program(a)
      let samples = network.numbers([8, 3, 6, 6])
      let (made, _) = try program.applying(
        Quantize.self, ["scales": "max"], in: Self.context(data, on: samples))
      let last = made.module.reachable.first { made.module[$0].op == Dequantize.op }
      return last.flatMap { made.module[made.module[$0].operands[1]].constant?.doubles.first }
    }
    #expect(try scale(.uint8) == scale(.int8).map { $0 / 2 })
  }

  /// A model in integers of the one sign gives the same numbers on an accelerator of the other.
  @Test(arguments: [Int8(0), 5, -128], [ElementType.int8, .uint8])
  func aModelKeepsItsNumbers(_ zero: Int8, _ written: ElementType) throws {
    var network = FloatNetwork(seed: Int(zero) + 200)
    let shift = written == .int8 ? 0 : 128
    func rounded(_ data: ID<Node>, _ scale: Float) throws -> ID<Node> {
      let number = Tensor(scalar: Int32(zero) + Int32(shift)).converted(to: written)
      let constants = [
        network.builder.constant(Tensor(scalar: scale)), network.builder.constant(number),
      ]
      let integers = try network.call(
        "qnn.quantize", [data] + constants, ["out_dtype": .text(written.rawValue)])
      return try network.call("qnn.dequantize", [integers] + constants)
    }
    let x = try rounded(network.input([1, 4, 6, 6]), 1 / 64)
    let weight = try network.call(
      "qnn.dequantize",
      [
        network.builder.constant(network.numbers([4, 4, 3, 3], 127).converted(to: .int8)),
        network.builder.constant(Tensor(scalar: Float(1) / 128)),
        network.builder.constant(Tensor(scalar: Int8(0))),
      ])
    let sum = try network.call("nn.conv2d", [x, weight], ["padding": [1, 1].attributeValue])
    let a = try rounded(sum, 1 / 8)
    let b = try rounded(try network.call("nn.relu", [a]), 1 / 8)
    let pool = try network.call(
      "nn.max_pool2d", [try rounded(try network.call("add", [b, x]), 1 / 8)],
      ["pool_size": [2, 2].attributeValue, "strides": [2, 2].attributeValue])
    let program = network.program(pool)
    let input = network.numbers([1, 4, 6, 6])
    let results = try [ElementType.int8, .uint8].map { data in
      let (lowered, _) = try program.applying(LowerQDQ.self, in: Self.context(data))
      let module = lowered.module
      let product = try #require(module.reachable.first { module[$0].op == Conv2D.op })
      #expect(module[module[product].operands[0]].type?.tensor?.element == data)
      return try lowered.run([input])
    }
    #expect(results[0].bytes == results[1].bytes)
    #expect(results[0].doubles.contains { $0 != 0 })
  }

  /// Weights have a sign: products of zero points of both would have to be added up at each place.
  @Test func weightsHaveASign() throws {
    let (_, program) = try FloatNetwork.residual(seed: 4)
    let unsigned = PassContext(targets: [
      TargetInterface(name: "u", types: ComputeTypes(data: .uint8, weight: .uint8))
    ])
    let type = #expect(throws: Diagnostic.self) {
      try program.applying(Quantize.self, in: unsigned)
    }
    #expect(
      type?.message
        == "`quantize` makes integers, signed ones of weights, with int32 sums, but `u` computes in uint8 with uint8 weights and int32 sums"
    )
  }

}
