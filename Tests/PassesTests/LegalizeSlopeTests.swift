import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Slopes on both sides of 1 become two operators, each of which integers compute.
@Suite struct LegalizeSlopeTests {

  private static let slopes: [Float] = [-0.5, 0, 0.25, 1, 1.5, 2, 0.9, 1.1]

  /// A target that takes the greater and the lesser of two values, and products.
  private func target(_ others: [String] = []) -> TargetInterface {
    TargetInterface(
      name: "any", types: ComputeTypes(multiplies: true),
      operators: ["maximum", "minimum"] + others)
  }

  private func legalized(
    _ slopes: [Float], _ options: [String: String] = [:], for target: TargetInterface
  ) throws -> (before: Program, after: Program, input: Tensor) {
    var network = FloatNetwork(seed: 3)
    let x = network.input([1, slopes.count, 3, 4])
    let bent = try network.call("nn.prelu", [x, network.constant(Tensor([slopes.count], slopes))])
    let program = network.program(bent)
    let (changed, _) = try program.applying(
      Legalize.self, options, in: PassContext(targets: [target]))
    return (program, changed, network.numbers([1, slopes.count, 3, 4]))
  }

  /// Bit for bit.
  @Test func becomeTwo() throws {
    let (before, after, input) = try legalized(Self.slopes, for: target())
    #expect(after.actions.map(\.rule) == ["slopes"])
    #expect(after.operators == ["nn.prelu", "nn.prelu"])
    let (old, new) = (try before.run([input]), try after.run([input]))
    #expect(old.doubles == new.doubles && old.elementType == new.elementType)
    #expect(old.doubles != input.doubles)
  }

  @Test func stayWhereNothingIsGained() throws {
    func rules(
      _ slopes: [Float], _ options: [String: String] = [:], for target: TargetInterface
    ) throws -> [String] {
      try legalized(slopes, options, for: target).after.actions.map(\.rule)
    }
    #expect(try rules(Self.slopes.filter { $0 <= 1 }, for: target()) == [])
    #expect(try rules(Self.slopes.filter { $0 >= 1 }, for: target()) == [])
    #expect(try rules(Self.slopes, ["slopes": "false"], for: target()) == [])
    #expect(try rules(Self.slopes, for: target(["nn.prelu"])) == [])
    let other = TargetInterface(name: "any", operators: ["maximum"])
    #expect(try rules(Self.slopes, for: other) == [])
  }

  @Test func areComputedOnIntegers() throws {
    var network = FloatNetwork(seed: 4)
    let x = try network.convolution(network.input([1, 3, 6, 5]), 8)
    let bent = try network.call("nn.prelu", [x, network.constant(Tensor([8], Self.slopes))])
    let program = network.program(try network.convolution(bent, 4))
    var context = PassContext(targets: [target()])
    context.calibration = ["x0": network.numbers([8, 3, 6, 5])]
    let input = network.numbers([1, 3, 6, 5])
    let floats = try program.run([input]).doubles
    for (options, isInteger) in [([:], true), (["slopes": "false"], false)] {
      let (legal, _) = try program.applying(Legalize.self, options, in: context)
      let (quantized, _) = try legal.applying(Quantize.self, in: context)
      #expect(quantized.operators.contains("nn.prelu") != isInteger)
      let found = try quantized.run([input]).doubles
      let largest = floats.reduce(0) { max($0, abs($1)) }
      let distance = zip(floats, found).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(distance < 0.25 * largest, "\(distance) of \(largest)")
    }
  }

}
