import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit

/// A network of floats under construction, with random weights.
struct FloatNetwork: TestNetwork {

  var builder = GraphBuilder(pass: "test")
  var random: SplitMix64
  var parameters: [ID<Node>] = []

  init(seed: Int) { random = SplitMix64(seed: UInt64(seed)) }

  mutating func numbers(_ shape: [Int], _ magnitude: Float = 1) -> Tensor {
    let count = shape.reduce(1, *)
    let range = -magnitude ... magnitude
    return Tensor(shape, (0 ..< count).map { _ in Float.random(in: range, using: &random) })
  }

  mutating func input(_ shape: [Int]) -> ID<Node> { input("x", shape, .float32) }

  /// A convolution of 3 by 3 with its bias.
  mutating func convolution(_ data: ID<Node>, _ channels: Int) throws -> ID<Node> {
    let inputs = builder.module[data].type!.tensor!.extents![1]
    let weight = builder.constant(numbers([channels, inputs, 3, 3], 0.5))
    let bias = builder.constant(numbers([channels]))
    let sum = try call("nn.conv2d", [data, weight], ["padding": [1, 1].attributeValue])
    return try call("nn.bias_add", [sum, bias])
  }

  mutating func dense(_ data: ID<Node>, _ units: Int) throws -> ID<Node> {
    let inputs = builder.module[data].type!.tensor!.extents![1]
    let weight = builder.constant(numbers([units, inputs], 0.5))
    let bias = builder.constant(numbers([units]))
    return try call("nn.bias_add", [try call("nn.dense", [data, weight]), bias])
  }

  /// The program whose `main` gives `result`.
  mutating func program(_ result: ID<Node>) -> Program {
    builder.module.functions["main"] = Function(parameters: parameters, body: result)
    return Program(builder.module)
  }

  /// A residual network of every operator that has a form on integers.
  static func residual(seed: Int) throws -> (network: FloatNetwork, program: Program) {
    var network = FloatNetwork(seed: seed)
    let x = network.input([1, 3, 8, 8])
    let a = try network.call("nn.relu", [try network.convolution(x, 5)])
    let b = try network.convolution(a, 5)
    let sum = try network.call("nn.relu", [try network.call("add", [a, b])])
    let pool = try network.call(
      "nn.max_pool2d", [sum],
      ["pool_size": [2, 2].attributeValue, "strides": [2, 2].attributeValue])
    let c = try network.call(
      "clip", [try network.convolution(pool, 7)], ["a_min": .real(0), "a_max": .real(6)])
    let joined = try network.call(
      "concatenate", [try network.builder.tuple([c, pool])], ["axis": .integer(1)])
    let mean = try network.call("nn.global_avg_pool2d", [joined])
    let row = try network.call("nn.batch_flatten", [mean])
    let result = try network.dense(row, 4)
    return (network, network.program(result))
  }

}

extension Program {

  /// What `main` gives for `inputs`.
  func run(_ inputs: [Tensor]) throws -> Tensor {
    var evaluator = Evaluator(module)
    return try evaluator.call("main", inputs.map(Value.tensor)).asTensor()
  }

  /// The names of the operators of `main`, in order.
  var operators: [String] {
    module.main.map { module.postorder(of: $0) }?.compactMap { module[$0].op?.name } ?? []
  }

  /// The program after the pass, and what it reported.
  func applying<P: Pass>(
    _ pass: P.Type, _ options: [String: String] = [:],
    in context: PassContext = PassContext(targets: [TargetInterface(name: "any")])
  ) throws -> (program: Program, reports: [String]) {
    var context = context
    let made = try P(PassOptions(options, for: P.info))
    let program = try applying(made, in: &context)
    return (program, context.reports.elements.map(\.message))
  }

}
