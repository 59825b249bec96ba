import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Operators that no target takes become some that one takes, of the same value.
@Suite struct LegalizeTests {

  /// A target whose convolution has no groups, no gaps, and pads that `padding` allows.
  private func target(
    padding: Condition.Test = .attributeRange("padding", 0 ... 2), more: [Condition] = []
  ) -> TargetInterface {
    let call = Pattern.call(
      label: "product", op: "nn.conv2d", operands: [.input("data"), .constant("weight")])
    let conditions = [
      Condition(of: "product", .attribute("groups", [.integer(1)]), sentence: "groups"),
      Condition(of: "product", .attributeRange("dilation", 1 ... 1), sentence: "dilation"),
      Condition(of: "product", .attribute("out_dtype", [.text("int32")]), sentence: "sums"),
      Condition(of: "product", padding, sentence: "padding"),
      Condition(of: "data", .element([.int8]), sentence: "elements"),
      Condition(of: "data", .rank([4]), sentence: "axes"),
    ]
    let pattern = CompositePattern(
      name: "any.conv2d", kind: "conv2d", pattern: call, conditions: conditions + more)
    return TargetInterface(name: "any", patterns: [pattern])
  }

  /// Legalizes and compares values over a random input; the names of the rules, in order.
  private func rules(
    of result: ID<Node>, in network: inout FloatNetwork, _ options: [String: String] = [:],
    for targets: [TargetInterface]
  ) throws -> (program: Program, rules: [String]) {
    let program = network.program(result)
    let (changed, _) = try program.applying(
      Legalize.self, options, in: PassContext(targets: targets))
    let type = try #require(program.module[network.parameters[0]].type?.tensor)
    let shape = try #require(type.extents)
    let input = type.element == .int8 ? network.bytes(shape) : network.numbers(shape)
    let (a, b) = (try program.run([input]), try changed.run([input]))
    #expect(a.shape == b.shape && a.elementType == b.elementType)
    if a.elementType.isInteger {
      #expect(a == b)
    } else {
      let largest = a.doubles.reduce(1) { max($0, abs($1)) }
      let error = zip(a.doubles, b.doubles).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(error <= 1e-5 * largest, "\(error) of \(largest)")
    }
    return (changed, changed.actions.map(\.rule))
  }

  /// The attributes of the convolutions that are left.
  private func convolutions(_ program: Program) -> [Attributes] {
    program.module.main.map { program.module.postorder(of: $0) }?.compactMap { id in
      let node = program.module[id]
      return ["nn.conv2d", "qnn.conv2d"].contains(node.op?.name) ? node.attributes : nil
    } ?? []
  }

  private func expectTaken(_ program: Program, padding: ClosedRange<Int> = 0 ... 2) {
    let left = convolutions(program)
    #expect(left.count == 1)
    for attributes in left {
      #expect(attributes[Conv2D.keys.window.dilation] == [1, 1])
      #expect(attributes[Convolution.groups] == 1)
      #expect(attributes[Conv2D.keys.window.padding].allSatisfy { padding.contains($0) })
    }
  }

  // MARK: One rule

  @Test(arguments: ConvolutionKind.allCases, 0 ..< 8)
  func groupsBecomeZeros(_ kind: ConvolutionKind, _ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    let random = RandomConvolution(axes: 2, groups: 5, &network.random)
    let result = try network.convolution(random, kind)
    let (program, rules) = try rules(of: result, in: &network, for: [target()])
    #expect(rules == ["groups"])
    expectTaken(program)
  }

  @Test(arguments: ConvolutionKind.allCases, 0 ..< 8)
  func gapsBecomeZeros(_ kind: ConvolutionKind, _ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    let random = RandomConvolution(axes: 2, dilation: 4, &network.random)
    let result = try network.convolution(random, kind)
    let (program, rules) = try rules(of: result, in: &network, for: [target()])
    #expect(rules == ["dilation"])
    expectTaken(program)
  }

  @Test(arguments: ConvolutionKind.allCases, 0 ..< 8)
  func paddingGoesBefore(_ kind: ConvolutionKind, _ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    var random = RandomConvolution(axes: 2, &network.random)
    random.attributes["padding"] = [3, 0, 1, 9].attributeValue
    let result = try network.convolution(random, kind)
    let (program, rules) = try rules(of: result, in: &network, for: [target()])
    #expect(rules == ["padding"])
    expectTaken(program)
    // As much as the target pads by itself stays there.
    #expect(convolutions(program).first?[Conv2D.keys.window.padding] == [2, 0, 1, 2])
    let pads = program.module.reachable.filter { program.module[$0].op == Pad.op }
    #expect(pads.count == 1)
    let padded = program.module[program.module[pads[0]].operands[0]].type?.tensor?.element
    #expect(padded == (kind == .floats ? .float32 : .int8), "integers are padded as such")
  }

  @Test(arguments: ConvolutionKind.allCases.filter { $0 != .quantized }, 0 ..< 8)
  func oneAxisBecomesTwo(_ kind: ConvolutionKind, _ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    let random = RandomConvolution(axes: 1, &network.random)
    let result = try network.convolution(random, kind)
    let (program, rules) = try rules(of: result, in: &network, for: [target()])
    #expect(rules == ["conv1d"])
    expectTaken(program)
  }

  /// Channels that are 0 make the number up; a bias goes to the channels that there were.
  @Test(arguments: ConvolutionKind.allCases, 0 ..< 4)
  func channelsUpToAMultiple(_ kind: ConvolutionKind, _ seed: Int) throws {
    let multiples = [("data", 1), ("weight", 0)].map { name, axis in
      Condition(
        of: name, .extent(axis: axis, in: 1 ... .max, multipleOf: 4), sentence: "multiple")
    }
    var network = FloatNetwork(seed: seed)
    var random = RandomConvolution(axes: 2, &network.random)
    random.shape[1] = 3
    random.kernel[1] = 3
    random.kernel[0] = [4, 2, 5, 3][seed]
    let sum = try network.convolution(random, kind)
    let type = kind == .integers || kind == .quantized ? ElementType.int32 : .float32
    let bias = network.numbers([random.kernel[0]], 9).converted(to: type)
    let result = try network.call("nn.bias_add", [sum, network.constant(bias)])
    let (program, rules) = try rules(of: result, in: &network, for: [target(more: multiples)])
    // A scale for each channel is none for more channels.
    let canGrow = (kind != .perChannel && kind != .quantized) || seed == 0
    #expect(rules.first == (canGrow ? "channels" : nil))
    #expect(program.operators.last == (canGrow && seed > 0 ? "strided_slice" : "nn.bias_add"))
  }

  // MARK: Several

  @Test(arguments: ConvolutionKind.allCases, 0 ..< 12)
  func allTogether(_ kind: ConvolutionKind, _ seed: Int) throws {
    var network = FloatNetwork(seed: 100 + seed)
    let axes = kind == .quantized ? 2 : 1 + seed % 2
    let random = RandomConvolution(axes: axes, groups: 4, dilation: 3, padding: 5, &network.random)
    let result = try network.convolution(random, kind)
    let (program, rules) = try rules(of: result, in: &network, for: [target()])
    #expect(rules.contains("groups") && rules.contains("conv1d") == (axes == 1))
    expectTaken(program)
  }

  /// A target may want pads that are the same on both sides, or none.
  @Test(arguments: [[1, 1, 1, 1], [0, 0, 0, 0]])
  func padsOfAList(_ pads: [Int]) throws {
    var network = FloatNetwork(seed: 5)
    var random = RandomConvolution(axes: 2, &network.random)
    random.attributes["padding"] = [1, 2, 3, 2].attributeValue
    let only = target(padding: .attribute("padding", [pads.attributeValue]))
    let result = try network.convolution(random, .dequantized)
    let (program, rules) = try rules(of: result, in: &network, for: [only])
    #expect(rules == ["padding"])
    #expect(convolutions(program).first?[Conv2D.keys.window.padding] == pads)
  }

  // MARK: Where nothing is to be done

  @Test func nothingWithoutATarget() throws {
    var network = FloatNetwork(seed: 1)
    let random = RandomConvolution(axes: 2, groups: 3, dilation: 2, &network.random)
    let result = try network.convolution(random, .floats)
    #expect(try rules(of: result, in: &network, for: []).rules == [])
  }

  /// One target that takes it is enough, and so is an operator that is taken however it is.
  @Test func nothingWhereOneTakesIt() throws {
    let open = TargetInterface(
      name: "open",
      patterns: [
        CompositePattern(
          name: "open.conv2d", kind: "conv2d",
          pattern: .call(
            label: "c", op: "nn.conv2d", operands: [.input("data"), .input("weight")]))
      ])
    let whole = TargetInterface(name: "whole", operators: ["nn.conv2d"])
    for other in [open, whole] {
      var network = FloatNetwork(seed: 2)
      let random = RandomConvolution(axes: 2, groups: 3, dilation: 2, &network.random)
      let result = try network.convolution(random, .floats)
      #expect(try rules(of: result, in: &network, for: [target(), other]).rules == [])
    }
  }

  /// What a rule would make is not taken either.
  @Test func nothingThatDoesNotHelp() throws {
    let batch = Condition(
      of: "data", .extent(axis: 0, in: 2 ... 2, multipleOf: 1), sentence: "batch")
    var network = FloatNetwork(seed: 3)
    let random = RandomConvolution(axes: 2, groups: 3, dilation: 2, &network.random)
    let result = try network.convolution(random, .floats)
    #expect(try rules(of: result, in: &network, for: [target(more: [batch])]).rules == [])
    #expect(
      try rules(of: result, in: &network, for: [TargetInterface(name: "none")]).rules == [])
  }

  /// Where a pattern names attributes itself they count as conditions do.
  @Test func attributesOfThePatternCount() throws {
    let call = Pattern.call(label: "c", op: "nn.conv2d", operands: [.input("data"), .constant("w")])
    let pattern = CompositePattern(
      name: "p.conv2d", kind: "conv2d", pattern: .attributed(call, ["groups": .integer(1)]))
    var network = FloatNetwork(seed: 4)
    let random = RandomConvolution(axes: 2, groups: 3, dilation: 2, &network.random)
    let result = try network.convolution(random, .floats)
    let target = TargetInterface(name: "p", patterns: [pattern])
    #expect(try rules(of: result, in: &network, for: [target]).rules == ["groups"])
  }

  @Test(arguments: ["groups", "dilation", "padding", "conv1d", "channels"])
  func eachRuleIsAnOption(_ name: String) throws {
    for axes in [1, 2] {
      var network = FloatNetwork(seed: 6)
      var random = RandomConvolution(axes: axes, groups: 3, dilation: 2, &network.random)
      random.attributes["padding"] = [4].attributeValue
      let result = try network.convolution(random, .floats)
      let many = Condition(
        of: "data", .extent(axis: 1, in: 1 ... .max, multipleOf: 97), sentence: "channels")
      let targets = [target(more: [many])]
      let all = try rules(of: result, in: &network, for: targets).rules
      let some = try rules(of: result, in: &network, [name: "false"], for: targets).rules
      // All rules are needed to get there, so that without one there is no reason for the others.
      #expect(some == (all.contains(name) ? [] : all))
    }
  }

  // MARK: Limits

  @Test func weightsThatAreTooLargeAreRefused() throws {
    var network = FloatNetwork(seed: 7)
    let x = network.input([1, 12, 6, 6])
    let weight = network.constant(network.numbers([12, 1, 3, 3]))
    let sum = try network.call("nn.conv2d", [x, weight], ["groups": .integer(12)])
    let program = network.program(sum)
    let context = PassContext(targets: [target()])
    let count = 12 * 12 * 9
    let (kept, reports) = try program.applying(
      Legalize.self, ["most-weights": "\(count - 1)"], in: context)
    #expect(kept.actions.isEmpty)
    #expect(reports.count == 1 && reports[0].hasPrefix("1 convolution kept"))
    #expect(kept.decisions[sum]?.map(\.verdict) == [.refused])
    let (made, none) = try program.applying(
      Legalize.self, ["most-weights": "\(count)"], in: context)
    #expect(made.actions.map(\.rule) == ["groups"] && none.isEmpty)
  }

  /// What is made stands for the node of the model that it is made of, and for no other.
  @Test func originsAreKept() throws {
    var network = FloatNetwork(seed: 8)
    network.builder.sources = [
      network.builder.module.insert(Source(name: "first", op: "Relu", index: 0))
    ]
    let x = try network.call("nn.relu", [network.input([1, 4, 6])])
    let source = network.builder.module.insert(Source(name: "conv", op: "Conv", index: 1))
    network.builder.sources = [source]
    let weight = network.constant(network.numbers([4, 1, 3]))
    let sum = try network.call("nn.conv1d", [x, weight], ["groups": .integer(4)])
    network.builder.sources = []
    let (program, rules) = try rules(of: sum, in: &network, for: [target()])
    #expect(rules == ["conv1d", "groups"])
    for id in program.module.reachable where program.module[id].origin.pass == "legalize" {
      #expect(program.module[id].origin.sources == [source])
    }
  }

}
