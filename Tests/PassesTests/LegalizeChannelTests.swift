import Diagnostics
import GraphIR
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Operators that move channels between products go into weights, or become products.
@Suite struct LegalizeChannelTests {

  /// A target of convolutions that pads by 2 at most, and of parts in fours.
  private func target(_ data: ElementType = .int8) -> TargetInterface {
    let conv = CompositePattern(
      name: "any.conv2d", kind: "conv2d",
      pattern: .call(
        label: "c", op: "nn.conv2d", operands: [.input("data"), .constant("weight")]),
      conditions: [
        Condition(of: "c", .attribute("groups", [.integer(1)]), sentence: "groups"),
        Condition(of: "c", .attributeRange("padding", 0 ... 2), sentence: "padding"),
      ])
    let parts = CompositePattern(
      name: "any.concatenate", kind: "alias",
      pattern: .call(label: "result", op: "concatenate", operands: [.input("parts")]),
      conditions: [
        Condition(of: "parts", .extent(axis: 1, in: 1 ... .max, multipleOf: 4), sentence: "parts")
      ])
    return TargetInterface(
      name: "any", types: ComputeTypes(data: data), patterns: [conv, parts])
  }

  /// Legalizes and compares values over a random input.
  private func check(
    _ result: ID<Node>, in network: inout FloatNetwork, _ options: [String: String] = [:],
    for target: TargetInterface? = nil
  ) throws -> (program: Program, rules: [String]) {
    let program = network.program(result)
    let (changed, _) = try program.applying(
      Legalize.self, options, in: PassContext(targets: [target ?? self.target()]))
    let type = try #require(program.module[network.parameters[0]].type?.tensor)
    let input = network.numbers(try #require(type.extents))
    let (a, b) = (try program.run([input]), try changed.run([input]))
    #expect(a.shape == b.shape && a.elementType == b.elementType)
    let largest = a.doubles.reduce(1) { max($0, abs($1)) }
    let error = zip(a.doubles, b.doubles).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(error <= 1e-5 * largest, "\(error) of \(largest)")
    return (changed, changed.actions.map(\.rule))
  }

  /// The channels of `x` in another order, as they are shuffled between groups.
  private func shuffled(
    _ x: ID<Node>, _ shape: [Int], groups: Int, in network: inout FloatNetwork
  ) throws -> ID<Node> {
    let split = [shape[0], groups, shape[1] / groups] + shape.dropFirst(2)
    let apart = try network.call("reshape", [x], ["newshape": split.attributeValue])
    let turned = try network.call(
      "transpose", [apart], ["axes": [0, 2, 1, 3, 4].attributeValue])
    return try network.call("reshape", [turned], ["newshape": shape.attributeValue])
  }

  @Test(arguments: 0 ..< 6)
  func shufflesGoIntoWeights(_ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    let x = try network.convolution(network.input([1, 3, 5, 4]), 12)
    let relu = try network.call("nn.relu", [x])
    let moved = try shuffled(relu, [1, 12, 5, 4], groups: [2, 3, 4, 6, 2, 3][seed], in: &network)
    let result = try network.convolution(moved, 5)
    let (program, rules) = try check(result, in: &network)
    #expect(rules == ["channels-behind"])
    #expect(!program.operators.contains("transpose"))
    let before = try check(result, in: &network, ["channels-behind": "false"])
    #expect(before.rules == ["channels-before"])
    #expect(!before.program.operators.contains("transpose"))
    let others = ["channels-behind": "false", "channels-before": "false"]
    let ones = try check(result, in: &network, others)
    #expect(ones.rules == ["ones"] && !ones.program.operators.contains("transpose"))
  }

  /// A convolution of groups reads what was shuffled: its dense form has it in its weights.
  @Test func shufflesBeforeGroups() throws {
    var network = FloatNetwork(seed: 7)
    let x = try network.convolution(network.input([1, 3, 5, 4]), 6)
    let moved = try shuffled(x, [1, 6, 5, 4], groups: 2, in: &network)
    let weight = network.constant(network.numbers([6, 1, 3, 3]))
    let depthwise = try network.call(
      "nn.conv2d", [moved, weight], ["groups": .integer(6), "padding": [1, 1].attributeValue])
    let sum = try network.call("add", [depthwise, x])
    let result = try network.convolution(sum, 4)
    let (program, rules) = try check(result, in: &network)
    #expect(rules == ["groups", "channels-before"])
    #expect(!program.operators.contains("transpose"))
  }

  @Test(arguments: 0 ..< 8)
  func cutsAndZerosGoIntoWeights(_ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    let x = try network.convolution(network.input([1, 3, 6, 6]), 8)
    let kept = try network.call("clip", [x], ["a_min": .real(-0.5), "a_max": .real(0.25)])
    let moved: ID<Node>
    switch seed % 4 {
    case 0:
      moved = try network.call(
        "strided_slice", [kept],
        [
          "begin": [1].attributeValue, "end": [8].attributeValue, "strides": [2].attributeValue,
          "axes": [1].attributeValue,
        ])
    case 1:
      let zero = network.constant(Tensor(scalar: Float(0)))
      moved = try network.call(
        "nn.pad", [kept, zero], ["pad_width": [[0, 0], [1, 3], [0, 0], [0, 0]].attributeValue])
    case 2:
      let places = network.constant(Tensor([5], [Int64(7), 0, 3, 4, 1]))
      moved = try network.call("take", [kept, places], ["axis": .integer(1)])
    default:
      let parts = try network.call(
        "split", [kept], ["indices_or_sections": [3].attributeValue, "axis": .integer(1)])
      moved = try network.builder.projection(parts, seed < 4 ? 0 : 1)
    }
    let result = try network.convolution(moved, 3)
    let (program, rules) = try check(result, in: &network)
    #expect(rules == ["channels-behind"] || seed % 4 == 3 && rules == ["channels-before"])
    #expect(Set(program.operators).isSubset(of: ["nn.conv2d", "nn.bias_add", "clip"]))
    let ones = try check(
      result, in: &network, ["channels-behind": "false", "channels-before": "false"])
    #expect(ones.rules == ["ones"])
  }

  /// Zeros that would not stay zeros behind a limit are no channels of the convolution before it.
  @Test func zerosStayZeros() throws {
    var network = FloatNetwork(seed: 3)
    let x = try network.convolution(network.input([1, 3, 6, 6]), 8)
    let kept = try network.call("clip", [x], ["a_min": .real(0.5), "a_max": .real(2)])
    let zero = network.constant(Tensor(scalar: Float(0)))
    let padded = try network.call(
      "nn.pad", [kept, zero], ["pad_width": [[0, 0], [1, 3], [0, 0], [0, 0]].attributeValue])
    let result = try network.convolution(padded, 3)
    #expect(try check(result, in: &network).rules == ["channels-before"])
  }

  /// What others read too is not changed, and zeros around an image are what convolutions pad.
  @Test func whatIsReadTwiceBecomesAProduct() throws {
    var network = FloatNetwork(seed: 4)
    let x = try network.call("nn.relu", [try network.convolution(network.input([1, 3, 6, 6]), 4)])
    let zero = network.constant(Tensor(scalar: Float(0)))
    let padded = try network.call(
      "nn.pad", [x, zero], ["pad_width": [[0, 0], [0, 2], [5, 1], [0, 4]].attributeValue])
    let pool = try network.call(
      "nn.max_pool2d", [padded], ["pool_size": [2, 2].attributeValue])
    let tail = try network.convolution(x, 6)
    let row = try network.call(
      "nn.max_pool2d", [tail], ["pool_size": [6, 6].attributeValue])
    let sum = try network.call("add", [try network.convolution(pool, 6), row])
    let result = try network.convolution(sum, 2)
    let (program, rules) = try check(result, in: &network)
    #expect(rules == ["ones"])
    #expect(!program.operators.contains("nn.pad"))
    // Three steps of 2 at most, and four convolutions that there were before this one.
    #expect(program.operators.filter { $0 == "nn.conv2d" }.count == 4 + 3)
    #expect(try check(result, in: &network, ["ones": "false"]).rules == [])
  }

  /// Integers that stand for numbers are padded as such: what stands for 0 is put around them.
  @Test(arguments: [0, -7, 9])
  func zerosAroundIntegers(_ zero: Int) throws {
    var network = FloatNetwork(seed: 9)
    let scale = network.constant(Tensor(scalar: Float(0.25)))
    let point = network.constant(Tensor(scalar: Int8(zero)))
    let x = try network.convolution(network.input([1, 3, 6, 6]), 4)
    let bytes = try network.call("qnn.quantize", [x, scale, point])
    let widths = [[0, 0], [0, 0], [3, 1], [0, 4]].attributeValue
    for (value, isZero) in [(point, true), (network.constant(Tensor(scalar: Int8(1))), false)] {
      let padded = try network.call("nn.pad", [bytes, value], ["pad_width": widths])
      let numbers = try network.call("qnn.dequantize", [padded, scale, point])
      let result = try network.convolution(numbers, 3)
      let (program, rules) = try check(result, in: &network)
      #expect(rules == (isZero ? ["ones"] : []))
      #expect(program.operators.contains("nn.pad") == !isZero)
    }
  }

  @Test(arguments: [[3, 4], [4, 4, 5], [1, 2, 3], [4, 8]])
  func partsInBlocks(_ widths: [Int]) throws {
    var network = FloatNetwork(seed: 5)
    let x = try network.call("nn.relu", [try network.convolution(network.input([1, 3, 4, 4]), 4)])
    var parts: [ID<Node>] = []
    for width in widths { parts.append(try network.convolution(x, width)) }
    let whole = try network.call(
      "concatenate", [try network.builder.tuple(parts)], ["axis": .integer(1)])
    let result = try network.convolution(try network.call("nn.relu", [whole]), 2)
    let (program, rules) = try check(result, in: &network)
    let isOdd = widths.contains { $0 % 4 != 0 }
    #expect(rules.first == (isOdd ? "parts" : nil))
    let expected: Set = ["nn.conv2d", "nn.bias_add", "nn.relu", "concatenate"]
    #expect(Set(program.operators).isSubset(of: expected))
    for id in program.module.reachable where program.module[id].op == Concatenate.op {
      for part in program.module[program.module[id].operands[0]].operands {
        #expect(program.module[part].type?.tensor?.extents?[1].isMultiple(of: 4) == true)
      }
    }
  }

  @Test func elementsBeforeADenseLayer() throws {
    var network = FloatNetwork(seed: 6)
    let x = try network.convolution(network.input([1, 3, 4, 5]), 4)
    let turned = try network.call("transpose", [x], ["axes": [0, 3, 1, 2].attributeValue])
    let row = try network.call("reshape", [turned], ["newshape": [1, 80].attributeValue])
    let result = try network.dense(row, 3)
    let (program, rules) = try check(result, in: &network)
    #expect(rules == ["rows"])
    #expect(!program.operators.contains("transpose"))
    #expect(try check(result, in: &network, ["rows": "false"]).rules == [])
  }

  /// Elements that are gathered from a list are so as well, unless one is read twice.
  @Test(arguments: [[2, 0, 3, 1], [0, 1, 2, 3], [3, 1], [1, 1, 2, 3], [1]])
  func elementsGatheredBeforeADenseLayer(_ places: [Int]) throws {
    var network = FloatNetwork(seed: 6)
    let x = try network.convolution(network.input([1, 3, 4, 5]), 4)
    let pool = try network.call("nn.max_pool2d", [x], ["pool_size": [4, 5].attributeValue])
    let list = try network.call("reshape", [pool], ["newshape": [-1].attributeValue])
    let indices = network.constant(Tensor([1, places.count, 1, 1], places.map { Int64($0) }))
    let taken = try network.call("take", [list, indices], ["axis": .integer(0)])
    let row = try network.call("nn.batch_flatten", [taken])
    let (program, rules) = try check(network.dense(row, 3), in: &network)
    let isMoved = Set(places).count == places.count && places.count > 1
    #expect(rules == (isMoved ? ["rows"] : []))
    #expect(program.operators.contains("take") != isMoved)
  }

  /// What no product is before and behind stays with the host, and so does all of it where the
  /// target is a library of floats.
  @Test func theEndsAndLibrariesAreLeftAlone() throws {
    var network = FloatNetwork(seed: 8)
    let x = network.input([1, 4, 6, 6])
    let moved = try shuffled(
      try network.call("nn.relu", [x]), [1, 4, 6, 6], groups: 2, in: &network)
    let conv = try network.convolution(try network.call("nn.relu", [moved]), 6)
    let result = try shuffled(
      try network.call("tanh", [conv]), [1, 6, 6, 6], groups: 2, in: &network)
    #expect(try check(result, in: &network).rules == [])
    let between = try network.convolution(result, 2)
    #expect(try check(between, in: &network).rules == ["channels-before"])
    #expect(try check(between, in: &network, for: target(.float32)).rules == [])
  }

  /// A norm of neighbours is products and a power where products are around it and integers behind.
  @Test(arguments: [1, 2, 3, 5, 8])
  func normsBecomeProducts(_ size: Int) throws {
    var network = FloatNetwork(seed: size)
    let x = try network.call("nn.relu", [try network.convolution(network.input([1, 3, 5, 5]), 6)])
    let norm = try network.call(
      "nn.lrn", [x],
      [
        "size": .integer(size), "bias": .real(1.5), "alpha": .real(0.7), "beta": .real(0.75),
      ])
    let multiplying = TargetInterface(
      name: "any", types: ComputeTypes(multiplies: true), patterns: target().patterns)
    #expect(try check(norm, in: &network, for: multiplying).rules == [])
    let result = try network.convolution(norm, 4)
    let (program, rules) = try check(result, in: &network, for: multiplying)
    #expect(rules == ["norm"])
    #expect(!program.operators.contains("nn.lrn"))
    #expect(try check(result, in: &network).rules == [], "nothing multiplies")
  }

}
