import Diagnostics
import GraphIR
import Passes
import Support
import Tensors
import TestKit
import Testing

/// A convolution that `legalize` has made denser for nobody is what the model had again.
@Suite struct RestoringTests {

  /// A target of convolutions of one group without gaps, of integers.
  private static let target = TargetInterface(
    name: "t",
    patterns: [
      CompositePattern(
        name: "t.conv2d", kind: "conv2d",
        pattern: .call(
          label: "c", op: "nn.conv2d", operands: [.input("data"), .constant("weight")]),
        conditions: [
          Condition(of: "c", .attribute("groups", [.integer(1)]), sentence: "groups"),
          Condition(of: "c", .attributeRange("dilation", 1 ... 1), sentence: "gaps"),
          Condition(of: "data", .element([.int8]), sentence: "elements"),
        ])
    ])

  private func partitioned(_ program: Program, legalizing: Bool) throws -> Program {
    var program = program
    if legalizing { program = try program.after(Legalize.self, targets: [Self.target]) }
    let passes: [any Pass.Type] = [
      MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self,
    ]
    for pass in passes { program = try program.after(pass, targets: [Self.target]) }
    return program
  }

  @Test(arguments: [false, true], [1, 2])
  func hostsComputeWhatTheModelHas(_ hasGroups: Bool, _ dilation: Int) throws {
    var network = FloatNetwork(seed: 1)
    let x = network.input([1, 4, 9, 9])
    let weight = network.constant(network.numbers([4, hasGroups ? 1 : 4, 3, 3]))
    let sum = try network.call(
      "nn.conv2d", [x, weight],
      [
        "groups": .integer(hasGroups ? 4 : 1), "padding": [1, 1].attributeValue,
        "dilation": [dilation, dilation].attributeValue,
      ])
    let program = network.program(try network.call("nn.relu", [sum]))
    let dense = try program.after(Legalize.self, targets: [Self.target])
    #expect(dense.actions.isEmpty == (!hasGroups && dilation == 1))
    let left = try partitioned(program, legalizing: true)
    let id = try #require(left.module.reachable.first { left.module[$0].op == Conv2D.op })
    #expect(left.module[id].attributes["groups"] == .integer(hasGroups ? 4 : 1))
    #expect(left.module.multiplyAccumulates(of: id) == left.module.multiplyAccumulates(of: sum))
    let input = network.numbers([1, 4, 9, 9])
    #expect(try left.run([input]) == program.run([input]))
    // It has the reasons of the one that no target took.
    let summary = try PartitionSummary(left, targets: [Self.target])
    #expect(!summary.rest.isEmpty)
    #expect(summary.rest.allSatisfy { $0.cause.code != "undecided" })
  }

  /// What a target took stays as it is, and so does a convolution that the model has as it is.
  @Test func whatIsTakenStays() throws {
    var network = FloatNetwork(seed: 2)
    let x = network.input("x", [1, 4, 9, 9], .int8)
    let weight = network.constant(network.bytes([4, 1, 3, 3]))
    let sum = try network.call(
      "nn.conv2d", [x, weight], ["groups": .integer(4), "out_dtype": .text("int32")])
    let left = try partitioned(network.program(sum), legalizing: true)
    let id = try #require(left.module.reachable.first { left.module[$0].op == Conv2D.op })
    #expect(left.module[id].attributes[Convolution.groups] == 1)
    let input = network.bytes([1, 4, 9, 9])
    #expect(try left.run([input]) == network.program(sum).run([input]))
    let plain = try partitioned(network.program(sum), legalizing: false)
    let other = try #require(plain.module.reachable.first { plain.module[$0].op == Conv2D.op })
    #expect(plain.module[other].attributes[Convolution.groups] == 4)
  }

}
