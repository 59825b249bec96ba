import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Targets of floats and of integers side by side: each operator is computed in the numbers of the
/// first that takes it.
@Suite struct NumbersTests {

  // MARK: Targets

  /// Takes each of `ops` by itself, with data of `element`.
  private func target(
    _ name: String, _ element: ElementType, _ ops: [String], without groups: Bool = false
  ) -> TargetInterface {
    let isFloat = element.isFloat
    let types =
      isFloat
      ? ComputeTypes(
        data: element, weight: element, accumulator: element, shiftsOnly: false)
      : ComputeTypes(multiplies: true, tiesToEven: true)
    let patterns = ops.map { op in
      let operands: [Pattern] =
        op.hasPrefix("nn.conv") || op == "nn.dense"
        ? [.input("data"), .constant("weight")] : [.input("data")]
      var conditions = [Condition(of: "data", .element([element]), sentence: "elements")]
      if groups, op == "nn.conv2d" {
        conditions.append(
          Condition(of: "result", .attribute("groups", [.integer(1)]), sentence: "groups"))
      }
      let call =
        op == "add" || op == "nn.bias_add"
        ? Pattern.call(label: "result", op: op, operands: [.input("data"), .input("other")])
        : .call(label: "result", op: op, operands: operands)
      return CompositePattern(
        name: "\(name).\(op)", kind: op, pattern: call, conditions: conditions)
    }
    return TargetInterface(name: name, types: types, patterns: patterns)
  }

  private static let all = [
    "nn.conv2d", "nn.dense", "nn.bias_add", "add", "nn.relu", "nn.max_pool2d", "reshape",
  ]

  private func real(_ ops: [String] = all) -> TargetInterface { target("real", .float32, ops) }

  private func whole(
    _ ops: [String] = all, without groups: Bool = false
  ) -> TargetInterface { target("whole", .int8, ops, without: groups) }

  // MARK: Models that are quantized

  /// How often each distance, in steps of the result, occurs over some inputs.
  private func steps(
    _ a: Program, _ b: Program, _ network: inout FloatNetwork, _ shape: [Int], _ step: Double
  ) throws -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for _ in 0 ..< 6 {
      let input = network.numbers(shape)
      let (x, y) = (try a.run([input]), try b.run([input]))
      #expect(x.elementType == y.elementType && x.shape == y.shape)
      for (p, q) in zip(x.doubles, y.doubles) {
        counts[Int(abs((p - q) / step).rounded()), default: 0] += 1
      }
    }
    return counts
  }

  private func round(
    _ network: inout FloatNetwork, _ data: ID<Node>, _ scale: Float, _ zero: UInt8
  ) throws -> ID<Node> {
    let constants = [
      network.constant(Tensor(scalar: scale)), network.constant(Tensor(scalar: zero)),
    ]
    let integers = try network.call(
      "qnn.quantize", [data] + constants, ["out_dtype": .text("uint8")])
    return try network.call("qnn.dequantize", [integers] + constants)
  }

  /// A convolution, its bias and a sum between round trips, weights of several scales.
  private func roundTrips(_ seed: Int) throws -> (network: FloatNetwork, program: Program) {
    var network = FloatNetwork(seed: seed)
    let x = try round(&network, network.input([1, 4, 6, 6]), 0.013, 121)
    let weight = try network.call(
      "qnn.dequantize",
      [
        network.constant(network.bytes([4, 4, 3, 3])),
        network.constant(Tensor((0 ..< 4).map { Float($0 + 1) / 300 })),
        network.constant(Tensor([Int8](repeating: 0, count: 4))),
      ], ["axis": .integer(0)])
    let bias = try network.call(
      "qnn.dequantize",
      [
        network.constant(Tensor([Int32(70), -900, 4, 1200])),
        network.constant(Tensor((0 ..< 4).map { Float($0 + 1) / 20_000 })),
        network.constant(Tensor([Int32](repeating: 0, count: 4))),
      ], ["axis": .integer(0)])
    let sum = try network.call("nn.conv2d", [x, weight], ["padding": [1, 1].attributeValue])
    let biased = try network.call("nn.bias_add", [sum, bias])
    let a = try round(&network, try network.call("nn.relu", [biased]), 0.05, 3)
    let b = try round(&network, try network.call("add", [a, x]), 0.06, 100)
    return (network, network.program(b))
  }

  /// For floats alone nothing changes but that constants are floats: not even a bit of a value.
  @Test(arguments: 0 ..< 4)
  func floatsStayBetweenRoundTrips(_ seed: Int) throws {
    var (network, program) = try roundTrips(seed)
    let (lowered, reports) = try program.applying(
      LowerQDQ.self, in: PassContext(targets: [real()]))
    let module = lowered.module
    for id in module.reachable where ["nn.conv2d", "nn.bias_add"].contains(module[id].op?.name) {
      #expect(module[id].type?.tensor?.element == .float32)
      #expect(module[module[id].operands[1]].constant?.elementType == .float32)
    }
    #expect(lowered.operators.filter { $0 == "qnn.dequantize" }.count == 3)
    #expect(reports.contains { $0.hasPrefix("1 `nn.conv2d` in float32 for `real`") })
    let input = network.numbers([1, 4, 6, 6])
    #expect(try program.run([input]) == lowered.run([input]))
  }

  /// Where floats come first they have it, and where integers do these have it.
  @Test func theFirstHasIt() throws {
    let (_, program) = try roundTrips(7)
    let (floats, _) = try program.applying(
      LowerQDQ.self, in: PassContext(targets: [real(), whole()]))
    let (integers, _) = try program.applying(
      LowerQDQ.self, in: PassContext(targets: [whole(), real()]))
    let (alone, _) = try program.applying(LowerQDQ.self, in: PassContext(targets: [whole()]))
    func element(_ program: Program) -> ElementType? {
      program.module.reachable.first { program.module[$0].op?.name == "nn.conv2d" }.flatMap {
        program.module[$0].type?.tensor?.element
      }
    }
    #expect(element(floats) == .float32)
    #expect(element(integers) == .int32)
    #expect(integers.operators == alone.operators)
    // What floats have is said, for who asks why the other has it not.
    let convolution = try #require(
      program.module.reachable.first { program.module[$0].op?.name == "nn.conv2d" })
    #expect(floats.decisions[convolution]?.map(\.reason.code) == [.inFloats])
    #expect(
      floats.decisions[convolution]?.map(\.reason)
        == [.inFloats(op: "nn.conv2d", target: "real")])
    #expect(integers.decisions[convolution]?.map(\.reason.code) == [.integers])
  }

  /// What floats do not take goes to who computes in integers behind them.
  @Test(arguments: 0 ..< 4)
  func whatIsLeftBecomesIntegers(_ seed: Int) throws {
    var (network, program) = try roundTrips(seed)
    let (lowered, _) = try program.applying(
      LowerQDQ.self, in: PassContext(targets: [real(["add", "nn.relu"]), whole()]))
    let module = lowered.module
    let elements = module.reachable.compactMap { id in
      ["nn.conv2d", "add"].contains(module[id].op?.name) ? module[id].type?.tensor?.element : nil
    }
    #expect(elements.contains(.int32) && elements.contains(.float32))
    let found = try steps(program, lowered, &network, [1, 4, 6, 6], 0.06)
    #expect(found.keys.allSatisfy { $0 <= 2 })
    #expect((found[0] ?? 0) > 6 * 144 * 9 / 10)
  }

  /// Operators on integers become operators between round trips, with what moves elements.
  @Test(arguments: [false, true], 0 ..< 4)
  func operatorsOnIntegersBecomeFloats(_ isByChannel: Bool, _ seed: Int) throws {
    var (network, program) = try integerNetwork(50 + seed, isByChannel: isByChannel)
    let (lowered, reports) = try program.applying(
      LowerQDQ.self, in: PassContext(targets: [real()]))
    #expect(
      lowered.operators == [
        "qnn.quantize", "qnn.dequantize", "nn.conv2d", "nn.bias_add", "qnn.quantize",
        "qnn.dequantize", "nn.max_pool2d", "reshape", "nn.dense", "qnn.quantize",
      ])
    #expect(reports.contains { $0.hasPrefix("1 `nn.conv2d`, 1 `nn.dense` in float32") })
    let found = try steps(program, lowered, &network, [1, 3, 8, 8], 1)
    #expect(found.keys.allSatisfy { $0 <= 1 })
    #expect((found[0] ?? 0) >= 33)
    // For integers all of it stays there.
    let (other, _) = try program.applying(
      LowerQDQ.self, in: PassContext(targets: [whole(), real()]))
    #expect(other.operators.filter { $0.hasPrefix("qnn.") } == ["qnn.quantize"])
  }

  /// A convolution, a pooling and a dense layer on integers.
  private func integerNetwork(
    _ seed: Int, isByChannel: Bool
  ) throws -> (FloatNetwork, Program) {
    var network = FloatNetwork(seed: seed)
    func scalar<T: TensorElement>(_ value: T) -> ID<Node> {
      network.constant(Tensor(scalar: value))
    }
    let (scale, zero) = (Float(0.017), UInt8(118))
    let data = try network.call(
      "qnn.quantize", [network.input([1, 3, 8, 8]), scalar(scale), scalar(zero)],
      ["out_dtype": .text("uint8")])
    let own = isByChannel ? (0 ..< 5).map { Float($0 + 2) / 400 } : [Float(0.004)]
    func scales(_ numbers: [Float]) -> ID<Node> {
      network.constant(numbers.count == 1 ? Tensor(scalar: numbers[0]) : Tensor(numbers))
    }
    let sums = try network.call(
      "qnn.conv2d",
      [
        data, network.constant(network.numbers([5, 3, 3, 3], 100).converted(to: .int8)),
        scalar(Int32(118)),
        isByChannel ? network.constant(Tensor([Int8(0), 2, -3, 0, 1])) : scalar(Int8(2)),
        scalar(scale), scales(own),
      ], ["padding": [1, 1].attributeValue, "out_dtype": .text("int32")])
    let biased = try network.call(
      "nn.bias_add", [sums, network.constant(Tensor([Int32(400), -350, 0, 77, 2000]))])
    let changed = try network.call(
      "qnn.requantize",
      [
        biased, scales(own.map { $0 * scale }), scalar(Int32(0)), scalar(Float(0.03)), scalar(zero),
      ],
      [
        "axis": .integer(isByChannel ? 1 : -1), "rounding": .text("TOEVEN"),
        "out_dtype": .text("uint8"),
      ])
    let pool = try network.call(
      "nn.max_pool2d", [changed],
      ["pool_size": [2, 2].attributeValue, "strides": [2, 2].attributeValue])
    let row = try network.call("reshape", [pool], ["newshape": [1, 80].attributeValue])
    let dense = try network.call(
      "qnn.dense",
      [
        row, network.constant(network.bytes([6, 80])), scalar(Int32(118)), scalar(Int8(0)),
        scalar(Float(0.03)), scalar(Float(0.002)),
      ], ["out_dtype": .text("int32")])
    let last = try network.call(
      "qnn.requantize",
      [
        dense, scalar(Float(0.03 * 0.002)), scalar(Int32(0)), scalar(Float(0.2)), scalar(UInt8(90)),
      ],
      ["rounding": .text("TOEVEN"), "out_dtype": .text("uint8")])
    return (network, network.program(last))
  }

  // MARK: Models of floats

  private func floatNetwork(_ seed: Int) throws -> (network: FloatNetwork, program: Program) {
    var network = FloatNetwork(seed: seed)
    let x = network.input([1, 4, 6, 6])
    let weight = network.constant(network.numbers([4, 2, 3, 3], 0.5))
    let grouped = try network.call(
      "nn.conv2d", [x, weight], ["groups": .integer(2), "padding": [1, 1].attributeValue])
    let a = try network.call("nn.relu", [grouped])
    let b = try network.call("nn.relu", [try network.convolution(a, 5)])
    let row = try network.call("nn.batch_flatten", [b])
    return (network, network.program(try network.dense(row, 3)))
  }

  private func products(_ program: Program) -> [ElementType] {
    let module = program.module
    return module.main.map { module.postorder(of: $0) }?.compactMap { id in
      module[id].op?.has(.product) == true ? module[id].type?.tensor?.element : nil
    } ?? []
  }

  /// Where somebody takes all in floats before anybody takes integers there are none.
  @Test func nothingIsQuantizedForNothing() throws {
    let (_, program) = try floatNetwork(1)
    let (made, reports) = try program.applying(
      Quantize.self, in: PassContext(targets: [real(), whole()]))
    #expect(made.actions.isEmpty)
    #expect(reports == ["nothing to quantize: `real` computes in float32"])
    let module = program.module
    for id in module.reachable where module[id].op?.has(.product) == true {
      #expect(made.decisions[id]?.map(\.reason.code) == [.inFloats])
    }
  }

  /// What the first does not take in integers the second has in floats.
  @Test(arguments: 0 ..< 3)
  func whatIntegersCanNotIsLeftInFloats(_ seed: Int) throws {
    var (network, program) = try floatNetwork(seed)
    let (made, reports) = try program.applying(
      Quantize.self, in: PassContext(targets: [whole(without: true), real()]))
    #expect(products(made) == [.float32, .int32, .int32])
    #expect(reports.contains("1 product stays in float32 for `real`"))
    let input = network.numbers([1, 4, 6, 6])
    let (a, b) = (try program.run([input]).doubles, try made.run([input]).doubles)
    let greatest = a.reduce(0) { max($0, abs($1)) }
    #expect(zip(a, b).allSatisfy { abs($0 - $1) < 0.1 * greatest })
    // Where nobody takes it in floats either it becomes integers, as without the other.
    let (none, _) = try program.applying(
      Quantize.self, in: PassContext(targets: [whole(without: true), real(["nn.dense"])]))
    #expect(products(none) == [.int32, .int32, .int32])
  }

  /// What the user keeps from the first is not computed in its numbers, and where the second is to
  /// be asked first it is.
  @Test(
    arguments: [
      ("annotate nn.dense real", [.int32, .int32, .float32]),
      ("exclude nn.dense whole", [.int32, .int32, .float32]),
      ("priority real", [.float32, .float32, .float32]),
      ("exclude nn.dense real", [.int32, .int32, .int32]),
    ] as [(String, [ElementType])])
  func theUserDecides(_ edit: String, _ expected: [ElementType]) throws {
    let (_, program) = try floatNetwork(2)
    var first = whole()
    first.annotations = [try AnnotationEdit(parsing: edit)]
    let (made, _) = try program.applying(
      Quantize.self, in: PassContext(targets: [first, real()]))
    #expect(products(made) == expected)
  }

  /// What floats do not take becomes integers for who is behind them.
  @Test func whatFloatsCanNotBecomesIntegers() throws {
    let (_, program) = try floatNetwork(4)
    let (made, reports) = try program.applying(
      Quantize.self,
      in: PassContext(targets: [real(["nn.dense", "nn.bias_add"]), whole(without: true)]))
    // The one of groups nobody takes, and it stays what it is.
    #expect(products(made) == [.float32, .int32, .float32])
    #expect(reports.contains("2 products stay in float32 for `real`"))
    let grouped = try #require(
      program.module.reachable.first { program.module[$0].attributes[Convolution.groups] == 2 })
    #expect(
      made.decisions[grouped]?.map(\.reason) == [.inFloats(op: "nn.conv2d", target: nil)])
  }

}
