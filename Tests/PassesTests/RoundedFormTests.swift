import Diagnostics
import GraphIR
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Networks brought to short floats by rounding alone.
@Suite struct RoundedFormTests {

  private static func target(_ type: ElementType, operators: [String]) -> TargetInterface {
    TargetInterface(
      name: "array",
      types: ComputeTypes(
        data: type, weight: type, accumulator: .float32, shiftsOnly: false, rounds: true,
        sumBlock: 8),
      operators: operators)
  }

  private static func network() throws -> Program {
    var network = FloatNetwork(seed: 7)
    let x = network.input([1, 3, 6, 6])
    let a = try network.call("nn.relu", [try network.convolution(x, 5)])
    let b = try network.convolution(a, 4)
    let sum = try network.call("add", [b, b])
    let flat = try network.call("nn.batch_flatten", [sum])
    return network.program(try network.dense(flat, 3))
  }

  @Test(arguments: [ElementType.bfloat16, .float16])
  func productsTakeShortFloatsAndSumLongOnes(_ type: ElementType) throws {
    let target = Self.target(type, operators: ["nn.conv2d", "nn.dense"])
    let before = try Self.network()
    let (after, reports) = try before.applying(
      Quantize.self, in: PassContext(targets: [target]))
    #expect(
      reports == [
        "2 `nn.conv2d`, 1 `nn.dense` in \(type), sums in float32: each number is the nearest, "
          + "there are no scales"
      ])
    let module = after.module
    let main = try #require(module.main)
    var products = 0
    for id in module.postorder(of: main) where module[id].op?.has(.product) == true {
      products += 1
      #expect(module[id].operands.map { module[$0].type?.tensor?.element } == [type, type])
      #expect(module[id].type?.tensor?.element == .float32)
      #expect(module[id].attributes[Convolution.sumBlock] == 8)
    }
    #expect(products == 3)
    // The second convolution reads what the first has stored.
    let casts = module.postorder(of: main).filter {
      module[$0].op == Cast.op && module[$0].type?.tensor?.element == type
    }
    #expect(casts.count == 5)
    var random = SplitMix64(seed: 3)
    let input = Tensor(
      [1, 3, 6, 6], (0 ..< 108).map { _ in Float.random(in: -1 ... 1, using: &random) })
    let (exact, short) = (try before.run([input]).doubles, try after.run([input]).doubles)
    let largest = exact.map(abs).max() ?? 0
    let error = zip(exact, short).map { abs($0 - $1) }.max() ?? 0
    #expect(error > 0 && error < 0.05 * largest)
  }

  @Test func whatTheTargetDoesNotTakeStays() throws {
    let target = Self.target(.bfloat16, operators: ["nn.dense"])
    let (after, reports) = try Self.network().applying(
      Quantize.self, in: PassContext(targets: [target]))
    #expect(reports.first?.hasPrefix("1 `nn.dense` in bfloat16") == true)
    let kinds = after.module.nodes.elements.filter { $0.op == Conv2D.op }.map {
      $0.attributes[Convolution.sumBlock]
    }
    #expect(kinds.allSatisfy { $0 == nil })
  }

  /// Between products elements are moved and picked as short floats, with the same result as if
  /// they were rounded behind it.
  @Test(arguments: [ElementType.bfloat16, .float16])
  func whatPicksElementsForProductsTakesShortFloats(_ type: ElementType) throws {
    let target = Self.target(type, operators: ["nn.conv2d", "nn.dense"])
    func network(isReadTwice: Bool) throws -> Program {
      var network = FloatNetwork(seed: 11)
      let x = network.input([1, 3, 6, 6])
      let pool = try network.call(
        "nn.max_pool2d", [try network.call("nn.relu", [x])],
        ["pool_size": [2, 2].attributeValue, "strides": [2, 2].attributeValue])
      let flat = try network.call("nn.batch_flatten", [pool])
      let result = try network.dense(flat, 27)
      // Who reads floats gets floats: a maximum that takes no part in the result.
      return network.program(
        isReadTwice
          ? try network.call("maximum", [result, try network.call("subtract", [flat, flat])])
          : try network.call("nn.relu", [result]))
    }
    func rounded(_ program: Program) throws -> (elements: Set<ElementType?>, result: Tensor) {
      let (after, _) = try program.applying(Quantize.self, in: PassContext(targets: [target]))
      let module = after.module
      let picks = module.postorder(of: try #require(module.main)).filter {
        module[$0].op?.has(.moves) == true
      }
      var random = SplitMix64(seed: 3)
      let input = Tensor(
        [1, 3, 6, 6], (0 ..< 108).map { _ in Float.random(in: -1 ... 1, using: &random) })
      return (Set(picks.map { module[$0].type?.tensor?.element }), try after.run([input]))
    }
    let (alone, twice) = (
      try rounded(network(isReadTwice: false)), try rounded(network(isReadTwice: true))
    )
    #expect(alone.elements == [type])
    #expect(twice.elements == [.float32])
    #expect(alone.result.bytes == twice.result.bytes)
  }

  /// A sum in blocks is printed and read back.
  @Test func theAttributeIsPartOfTheText() throws {
    let target = Self.target(.bfloat16, operators: ["nn.conv2d", "nn.dense"])
    let (after, _) = try Self.network().applying(Quantize.self, in: PassContext(targets: [target]))
    let text = after.module.relayText()
    #expect(text.contains("sum_block=8"))
  }

}
