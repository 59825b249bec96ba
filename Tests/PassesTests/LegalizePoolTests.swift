import Diagnostics
import GraphIR
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Poolings and transposed convolutions that no target takes become what one takes.
@Suite struct LegalizePoolTests {

  /// A target of convolutions without groups and of the poolings that `conditions` leave.
  private func target(pools: [Condition]? = nil) -> TargetInterface {
    let conv = CompositePattern(
      name: "any.conv2d", kind: "conv2d",
      pattern: .call(
        label: "c", op: "nn.conv2d", operands: [.input("data"), .constant("weight")]),
      conditions: [Condition(of: "c", .attribute("groups", [.integer(1)]), sentence: "groups")])
    let pool = CompositePattern(
      name: "any.max_pool2d", kind: "max_pool2d",
      pattern: .call(label: "p", op: "nn.max_pool2d", operands: [.input("data")]),
      conditions: pools ?? [])
    return TargetInterface(name: "any", patterns: pools == nil ? [conv] : [conv, pool])
  }

  private func check(
    _ result: ID<Node>, in network: inout FloatNetwork, _ options: [String: String] = [:],
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
    let largest = a.doubles.reduce(1) { max($0, abs($1)) }
    let error = zip(a.doubles, b.doubles).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(error <= 1e-5 * largest, "\(error) of \(largest)")
    return (changed, changed.actions.map(\.rule))
  }

  // MARK: Pools

  @Test(arguments: ["nn.max_pool2d", "nn.avg_pool2d"], [1, 2])
  func poolsOfOneElement(_ name: String, _ stride: Int) throws {
    var network = FloatNetwork(seed: 1)
    let x = network.input([1, 3, 5, 7])
    let pool = try network.call(
      name, [x], ["pool_size": [1, 1].attributeValue, "strides": [stride, 1].attributeValue])
    let (program, rules) = try check(pool, in: &network, for: [target()])
    #expect(rules == ["unit-pool"])
    #expect(program.operators == (stride == 1 ? [] : ["strided_slice"]))
    let others = try check(pool, in: &network, ["unit-pool": "false"], for: [target()]).rules
    #expect(others == (name == "nn.avg_pool2d" ? ["average-pool", "groups"] : []))
  }

  @Test(arguments: 0 ..< 12)
  func meansBecomeConvolutions(_ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &network.random) }
    let kernel = [draw(1 ... 3), draw(2 ... 3)]
    let shape = [1, draw(1 ... 4), kernel[0] + draw(0 ... 4), kernel[1] + draw(0 ... 4)]
    let counts = seed % 2 == 0
    var attributes: [String: AttributeValue] = [
      "pool_size": kernel.attributeValue, "strides": [draw(1 ... 2), draw(1 ... 2)].attributeValue,
      "count_include_pad": .flag(counts),
    ]
    if counts { attributes["padding"] = [draw(0 ... 1), 1, 0, draw(0 ... 1)].attributeValue }
    var x = network.input("x", shape, seed % 3 == 0 ? .int8 : .float32)
    if seed % 3 == 0 {
      let parts = [Tensor(scalar: Float(0.5)), Tensor(scalar: Int8(9))].map { network.constant($0) }
      x = try network.call("qnn.dequantize", [x] + parts)
    }
    let pool = try network.call("nn.avg_pool2d", [x], attributes)
    let (program, rules) = try check(pool, in: &network, for: [target()])
    #expect(rules == (shape[1] == 1 ? ["average-pool"] : ["average-pool", "groups"]))
    #expect(program.operators.contains("nn.conv2d") && !program.operators.contains("nn.avg_pool2d"))
    let option = ["average-pool": "false"]
    #expect(try check(pool, in: &network, option, for: [target()]).rules == [])
  }

  @Test func meansOfWholeImages() throws {
    var network = FloatNetwork(seed: 2)
    let pool = try network.call("nn.global_avg_pool2d", [network.input([1, 5, 4, 3])])
    let (program, rules) = try check(pool, in: &network, for: [target()])
    #expect(rules == ["average-pool", "groups"])
    #expect(program.operators == ["nn.conv2d"])
    #expect(try check(pool, in: &network, for: []).rules == [])
    let own = TargetInterface(name: "own", operators: ["nn.global_avg_pool2d"])
    #expect(try check(pool, in: &network, for: [target(), own]).rules == [])
  }

  /// A window over all of an image is the mean of it, which integers have as a sum.
  @Test(arguments: [(0, false), (0, true), (1, false), (1, true)])
  func windowsOverWholeImages(_ pad: Int, _ counts: Bool) throws {
    let area = Condition(of: "x", .area(1 ... 40), sentence: "area")
    let sum = CompositePattern(
      name: "any.mean", kind: "mean",
      pattern: .call(
        label: "s", op: "sum",
        operands: [.call(label: "wide", op: "cast", operands: [.input("x")])]),
      conditions: [area])
    let means = TargetInterface(name: "means", patterns: [sum])
    for (extent, isSmall) in [(6, true), (7, false)] {
      var network = FloatNetwork(seed: 11)
      let pool = try network.call(
        "nn.avg_pool2d", [network.input([1, 3, extent, extent])],
        [
          "pool_size": [extent + pad, extent + pad].attributeValue,
          "padding": [0, 0, pad, pad].attributeValue, "count_include_pad": .flag(counts),
        ])
      let rules = try check(pool, in: &network, for: [means]).rules
      #expect(rules == (isSmall && (pad == 0 || !counts) ? ["global-pool"] : []))
      let whole = try network.call("nn.global_avg_pool2d", [network.parameters[0]])
      let both = [target(), means]
      let others = try check(whole, in: &network, for: both).rules
      #expect(others == (isSmall ? [] : ["average-pool", "groups"]))
    }
  }

  /// Windows of several sizes are no convolution, and many channels cost more than they save.
  @Test func meansThatStay() throws {
    for (shape, attributes) in [
      ([1, 2, 6, 6], ["padding": [1, 1].attributeValue]),
      ([1, 2, 6, 6], ["strides": [2, 2].attributeValue, "ceil_mode": .flag(true)]),
      ([1, 400, 6, 6], [:]),
    ] as [([Int], [String: AttributeValue])] {
      var network = FloatNetwork(seed: 3)
      let window = attributes.merging(["pool_size": [3, 3].attributeValue]) { $1 }
      let pool = try network.call("nn.avg_pool2d", [network.input(shape)], window)
      #expect(try check(pool, in: &network, for: [target()]).rules == [])
    }
  }

  @Test func poolsOfOneAxis() throws {
    let window: [String: AttributeValue] = [
      "pool_size": [3].attributeValue, "strides": [2].attributeValue,
      "padding": [1, 0].attributeValue,
    ]
    var network = FloatNetwork(seed: 4)
    let pool = try network.call("nn.max_pool1d", [network.input([1, 3, 9])], window)
    let (program, rules) = try check(pool, in: &network, for: [target(pools: [])])
    #expect(rules == ["pool1d"])
    #expect(program.operators == ["expand_dims", "nn.max_pool2d", "squeeze"])
    #expect(try check(pool, in: &network, for: [target()]).rules == [])
    var other = FloatNetwork(seed: 5)
    let mean = try other.call(
      "nn.avg_pool1d", [other.input([1, 2, 9])], ["pool_size": [3].attributeValue])
    #expect(
      try check(mean, in: &other, for: [target()]).rules == ["pool1d", "average-pool", "groups"])
  }

  /// Windows that hang over the edge are padding behind; where the target wants none of it over
  /// data of any sign, data that is never negative helps.
  @Test(arguments: [false, true])
  func windowsOverTheEdge(_ isRectified: Bool) throws {
    let conditions = [
      Condition(of: "p", .attribute("ceil_mode", [.flag(false)]), sentence: "edge"),
      Condition(
        of: "p",
        .any([
          Condition(of: "p", .attributeRange("padding", 0 ... 0), sentence: ""),
          Condition(of: "data", .nonNegative, sentence: ""),
        ]), sentence: "padding"),
    ]
    for extent in 6 ... 9 {
      var network = FloatNetwork(seed: extent)
      var x = network.input([1, 2, extent, extent + 2])
      if isRectified { x = try network.call("nn.relu", [x]) }
      let pool = try network.call(
        "nn.max_pool2d", [x],
        [
          "pool_size": [3, 3].attributeValue, "strides": [2, 2].attributeValue,
          "ceil_mode": .flag(true),
        ])
      let rules = try check(pool, in: &network, for: [target(pools: conditions)]).rules
      #expect(rules == (isRectified || extent % 2 == 1 ? ["ceil-mode"] : []))
    }
  }

  // MARK: Transposed convolutions

  @Test(arguments: 0 ..< 40)
  func transposedConvolutions(_ seed: Int) throws {
    var network = FloatNetwork(seed: 200 + seed)
    func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &network.random) }
    let axes = 1 + seed % 2
    let groups = draw(1 ... 2)
    let (inputs, outputs) = (groups * draw(1 ... 2), draw(1 ... 3))
    let kernel = (0 ..< axes).map { _ in draw(1 ... 4) }
    let strides = kernel.map { _ in draw(1 ... 3) }
    let dilation = kernel.map { _ in draw(1 ... 2) }
    let reach = zip(kernel, dilation).map { ($0 - 1) * $1 }
    let pads = (reach + reach).map { draw(0 ... min($0, 2)) }
    let extra = strides.map { draw(0 ... $0 - 1) }
    let shape = [1, inputs] + kernel.map { _ in draw(3 ... 5) }
    var weight = network.constant(network.numbers([inputs, outputs] + kernel))
    if seed % 5 == 0 {
      let parts = [Tensor(scalar: Float(0.25)), Tensor(scalar: Int8(-9))]
      weight = try network.call(
        "qnn.dequantize",
        [network.constant(network.bytes([inputs, outputs] + kernel))]
          + parts.map { network.constant($0) })
    }
    let axesName = axes == 1 ? "W" : "HW"
    var result = try network.call(
      "nn.conv\(axes)d_transpose", [network.input(shape), weight],
      [
        "strides": strides.attributeValue, "padding": pads.attributeValue,
        "dilation": dilation.attributeValue, "output_padding": extra.attributeValue,
        "groups": .integer(groups), "kernel_layout": .text("IO" + axesName),
      ])
    let bias = network.constant(network.numbers([outputs * groups]))
    result = try network.call("nn.bias_add", [result, bias])
    result = try network.call("nn.relu", [result])
    let (program, rules) = try check(result, in: &network, for: [target()])
    #expect(rules.first == "transposed")
    let names = program.operators.filter { $0 != "expand_dims" && $0 != "squeeze" }
    // Bias and limit belong to the convolution.
    let own = names.filter { $0 != "qnn.dequantize" }
    #expect(Array(own.prefix(3)) == ["nn.conv2d", "nn.bias_add", "nn.relu"], "\(names)")
    let option = ["transposed": "false"]
    #expect(try check(result, in: &network, option, for: [target()]).rules == [])
  }

  // MARK: Axes

  /// Convolutions over one axis side by side have one axis put in and one taken away.
  @Test(arguments: [1, 2])
  func axesAreJoined(_ axis: Int) throws {
    var network = FloatNetwork(seed: 9)
    let x = network.input([1, 3, 12])
    let parts = try [0, 1].map { _ in
      try network.call("nn.conv1d", [x, network.constant(network.numbers([2, 3, 3]))])
    }
    let joined = try network.call(
      "concatenate", [network.builder.tuple(parts)], ["axis": .integer(axis)])
    let (program, _) = try check(joined, in: &network, for: [target()])
    #expect(
      program.operators == [
        "expand_dims", "nn.conv2d", "expand_dims", "nn.conv2d", "concatenate", "squeeze",
      ])
  }

  /// A row of the result needs no axis taken away before.
  @Test func axesGoWithOthers() throws {
    for name in ["nn.batch_flatten", "reshape"] {
      var network = FloatNetwork(seed: 10)
      let weight = network.constant(network.numbers([2, 3, 3]))
      let sum = try network.call("nn.conv1d", [network.input([1, 3, 12]), weight])
      let attributes = name == "reshape" ? ["newshape": [-1, 5].attributeValue] : [:]
      let row = try network.call(name, [sum], attributes)
      let (program, _) = try check(row, in: &network, for: [target()])
      #expect(program.operators == ["expand_dims", "nn.conv2d", name])
    }
  }

  /// Between two convolutions over one axis nothing is left of the axes that were put in.
  @Test func axesMeet() throws {
    var network = FloatNetwork(seed: 6)
    var x = network.input([1, 3, 12])
    for channels in [4, 2] {
      let inputs = network.shape(x)[1]
      let weight = network.constant(network.numbers([channels, inputs, 3]))
      let sum = try network.call("nn.conv1d", [x, weight])
      let biased = try network.call(
        "nn.bias_add", [sum, network.constant(network.numbers([channels]))])
      x = try network.call("nn.relu", [biased])
    }
    let (program, rules) = try check(x, in: &network, for: [target()])
    #expect(rules.filter { $0 == "conv1d" }.count == 2)
    #expect(
      program.operators == [
        "expand_dims", "nn.conv2d", "nn.bias_add", "nn.relu", "nn.conv2d", "nn.bias_add",
        "nn.relu", "squeeze",
      ])
  }

}
