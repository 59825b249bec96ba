import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Equations between expressions, each on tensors that were drawn.
@Suite struct SimplifyTests {

  typealias Build = @Sendable (inout FloatNetwork) throws -> ID<Node>

  /// An expression and the operators that are left of it.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var left: [String]
    var build: Build

    init(_ name: String, _ left: [String], _ build: @escaping Build) {
      self.name = name
      self.left = left
      self.build = build
    }

    var testDescription: String { name }
  }

  @Test(arguments: SimplifyCases.all)
  func bringsToOneForm(_ given: Case) throws {
    for seed in 0 ..< 4 {
      var network = FloatNetwork(seed: seed)
      let program = network.program(try given.build(&network))
      let simple = try program.applying(Simplify.self).program
      #expect(simple.operators == given.left, "seed \(seed)")
      #expect(try network.distance(program, simple) < 5e-5, "seed \(seed)")
    }
  }

  @Test(arguments: SimplifyCases.kept)
  func leavesWhatIsSomethingElse(_ given: Case) throws {
    var network = FloatNetwork(seed: 3)
    let program = network.program(try given.build(&network))
    let simple = try program.applying(Simplify.self).program
    #expect(simple.operators == given.left)
    #expect(try network.distance(program, simple) == 0)
  }

  /// Each rewrite is recorded with its rule, those that evaluate as well.
  @Test func saysWhichRulesItApplied() throws {
    var network = FloatNetwork(seed: 1)
    let x = network.input([1, 8])
    let w = try network.call("transpose", [network.constant(network.numbers([8, 5]))])
    let sum = try network.call(
      "add", [network.call("nn.dense", [x, w]), network.constant(network.numbers([5]))])
    let simple = try network.program(sum).applying(Simplify.self).program
    #expect(simple.actions.map(\.rule) == ["evaluate", "bias"])
  }

  // MARK: Order

  /// Whichever of the two passes comes first, the result is the same graph with the same numbers,
  /// and neither finds anything in it.
  @Test(arguments: 0 ..< 40)
  func theOrderOfPassesDoesNotMatter(_ seed: Int) throws {
    var network = FloatNetwork(seed: seed)
    let program = network.program(try network.drawn(12))
    let first = try program.applying(Simplify.self).program
      .applying(FoldConstants.self).program
    let second = try program.applying(FoldConstants.self).program
      .applying(Simplify.self).program
    #expect(first.module.firstDifference(from: second.module) == nil)
    #expect(try first.applying(Simplify.self).program.actions.isEmpty)
    #expect(try second.applying(FoldConstants.self).program.actions.isEmpty)
    let distance = try network.distance(program, first)
    // Between limits, numbers may be small beside those that were cut off.
    #expect(distance < 5e-3, "\(distance) \(program.operators)")
  }

}

extension FloatNetwork {

  /// How far what two programs give for the same input lies apart, of the largest number.
  mutating func distance(_ a: Program, _ b: Program) throws -> Double {
    var largest = 0.0
    for _ in 0 ..< 2 {
      var inputs: [Tensor] = []
      for id in parameters {
        let element = builder.module[id].type?.tensor?.element ?? .float32
        inputs.append(numbers(shape(id), 3).converted(to: element))
      }
      let (x, y) = (try a.run(inputs), try b.run(inputs))
      guard x.shape == y.shape, x.elementType == y.elementType else { return .infinity }
      let scale = x.doubles.reduce(1) { max($0, abs($1)) }
      largest = zip(x.doubles, y.doubles).reduce(largest) { max($0, abs($1.0 - $1.1) / scale) }
    }
    return largest
  }

  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// A constant, or what comes to one.
  mutating func expression(_ shape: [Int]) throws -> ID<Node> {
    let plain = constant(numbers(shape))
    switch pick(0 ... 4) {
    case 0: return try call("negative", [plain])
    case 1: return try call("multiply", [plain, constant(numbers([]))])
    case 2:
      let axes = Array(shape.indices.reversed())
      let turned = constant(numbers(shape.reversed()))
      return try call("transpose", [turned], ["axes": axes.attributeValue])
    case 3: return try call("add", [call("abs", [plain]), constant(numbers([]))])
    default: return plain
    }
  }

  /// A chain of `count` operators, most of which there is a rule for.
  mutating func drawn(_ count: Int) throws -> ID<Node> {
    var value = input([1, pick(1 ... 4), pick(4 ... 7), pick(4 ... 7)])
    for _ in 0 ..< count { value = try step(value) }
    if pick(0 ... 1) == 0 { value = try call("mean", [value], ["axis": [2, 3].attributeValue]) }
    return value
  }

  private mutating func step(_ x: ID<Node>) throws -> ID<Node> {
    let extents = shape(x)
    let channels = extents[1]
    switch pick(0 ... 10) {
    case 0, 1:
      let weight = try expression([pick(1 ... 4), channels, 3, 3])
      let data =
        pick(0 ... 1) == 0
        ? x
        : try call(
          "nn.pad", [x, constant(Tensor(scalar: Float(0)))],
          ["pad_width": [[0, 0], [0, 0], [1, 0], [0, 1]].attributeValue])
      return try call("nn.conv2d", [data, weight], ["padding": [1, 1].attributeValue])
    case 2:
      let vectors = try (0 ..< 3).map { _ in try expression([channels]) }
      let variance = try call(
        "add",
        [
          call("abs", [expression([channels])]), constant(Tensor(scalar: Float(0.5))),
        ])
      return try builder.projection(try call("nn.batch_norm", [x] + vectors + [variance]), 0)
    case 3, 4:
      let name = ["add", "subtract", "multiply"][pick(0 ... 2)]
      return try call(name, [x, expression([channels, 1, 1])])
    case 5: return try call("divide", [x, constant(Tensor(scalar: Float(pick(1 ... 9))))])
    case 6: return try call("nn.relu", [x])
    case 7:
      return try call("clip", [x], ["a_min": .real(-2), "a_max": .real(Double(pick(0 ... 6)))])
    case 8:
      return try call(
        ["maximum", "minimum"][pick(0 ... 1)], [x, constant(Tensor(scalar: Float(pick(0 ... 2))))])
    case 9:
      let rows = try call("reshape", [x], ["newshape": [1, -1].attributeValue])
      return try call("reshape", [rows], ["newshape": extents.attributeValue])
    default:
      let turned = try call("transpose", [x], ["axes": [0, 2, 3, 1].attributeValue])
      let middle = pick(0 ... 1) == 0 ? turned : try call("nn.relu", [turned])
      return try call("transpose", [middle], ["axes": [0, 3, 1, 2].attributeValue])
    }
  }

}
