import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Activations and products of data in integers: near to the floats, and of no other arithmetic than
/// a vector unit has.
@Suite struct QuantizeElementTests {

  typealias Build = @Sendable (inout FloatNetwork, ID<Node>) throws -> ID<Node>

  /// What is left between the way in and the way out.
  private static let arithmetic: Set<String> = [
    "nn.conv2d", "nn.bias_add", "cast", "add", "left_shift", "right_shift", "multiply", "maximum",
    "minimum", "clip", "sum", "qnn.quantize", "qnn.dequantize",
  ]

  private static func gated(_ n: inout FloatNetwork, _ x: ID<Node>) throws -> ID<Node> {
    let mean = try n.call("nn.global_avg_pool2d", [x])
    let inner = try n.call("nn.relu", [try n.pointwise(mean, 3)])
    let gate = try n.call(
      "clip", [try n.pointwise(inner, n.shape(x)[1])], ["a_min": .real(0), "a_max": .real(1)])
    return try n.call("multiply", [x, gate])
  }

  private static func swish(
    _ n: inout FloatNetwork, _ x: ID<Node>, inside: Float, _ offset: Float, most: Double
  ) throws -> ID<Node> {
    var y = x
    if inside != 1 { y = try n.call("multiply", [y, n.constant(Tensor(scalar: inside))]) }
    let moved = try n.call("add", [y, n.constant(Tensor(scalar: offset))])
    let gate = try n.call("clip", [moved], ["a_min": .real(0), "a_max": .real(most)])
    let product = try n.call("multiply", [x, gate])
    return try n.call(
      "multiply", [product, n.constant(Tensor(scalar: Float(1 / most)))])
  }

  /// What squares of neighbours amount to, and 1, to the power of `exponent`.
  private static func powered(
    _ n: inout FloatNetwork, _ x: ID<Node>, by exponent: Float
  ) throws -> ID<Node> {
    let squares = try n.call("multiply", [x, x])
    let weight = Tensor([8, 8, 1, 1], (0 ..< 64).map { abs($0 / 8 - $0 % 8) < 2 ? 0.2 : Float(0) })
    let sums = try n.call("nn.conv2d", [squares, n.constant(weight)])
    let ones = Tensor([8], [Float](repeating: 1, count: 8))
    let base = try n.call("nn.bias_add", [sums, n.constant(ones)])
    return try n.call("power", [base, n.constant(Tensor(scalar: exponent))])
  }

  static let builds: [(name: String, build: Build)] = [
    ("hard swish", { n, x in try swish(&n, x, inside: 1, 3, most: 6) }),
    ("hard sigmoid times x", { n, x in try swish(&n, x, inside: 1 / 6, 0.5, most: 1) }),
    ("squeeze and excite", { n, x in try gated(&n, x) }),
    ("a leaky relu", { n, x in try n.call("nn.leaky_relu", [x], ["alpha": .real(0.1)]) }),
    ("a steep relu", { n, x in try n.call("nn.leaky_relu", [x], ["alpha": .real(1.5)]) }),
    (
      "a slope for each channel",
      { n, x in
        let slopes = Tensor([8], (0 ..< 8).map { Float($0) / 10 - 0.2 })
        return try n.call("nn.prelu", [x, n.constant(slopes)])
      }
    ),
    (
      "a factor and an addend for each channel",
      { n, x in
        let scaled = try n.call("multiply", [x, n.constant(Tensor(scalar: Float(0.3)))])
        return try n.call("add", [scaled, n.constant(n.numbers([8, 1, 1]))])
      }
    ),
    (
      "an addend for each channel of data",
      { n, x in
        let sum = try n.call("add", [x, n.constant(n.numbers([8, 1, 1], 2))])
        return try n.call("add", [n.call("nn.relu", [sum]), x])
      }
    ),
    ("a square", { n, x in try n.call("multiply", [x, x]) }),
    ("a norm that grows less", { n, x in try powered(&n, x, by: 0.4) }),
    (
      "a norm of neighbours",
      { n, x in try n.call("multiply", [x, try powered(&n, x, by: -0.75)]) }
    ),
  ]

  @Test(arguments: builds.indices)
  func staysInIntegersAndNear(_ index: Int) throws {
    let (name, build) = Self.builds[index]
    for seed in 0 ..< 3 {
      var network = FloatNetwork(seed: seed)
      let x = try network.convolution(network.input([1, 3, 6, 5]), 8)
      let bent = try build(&network, x)
      let program = network.program(try network.convolution(bent, 4))
      var context = PassContext(targets: [
        TargetInterface(name: "any", types: ComputeTypes(multiplies: true))
      ])
      context.calibration = ["x0": network.numbers([8, 3, 6, 5])]
      let (quantized, _) = try program.applying(Quantize.self, in: context)
      #expect(Set(quantized.operators).subtracting(Self.arithmetic) == [], "\(name)")
      #expect(quantized.operators.filter { $0 == "qnn.quantize" }.count == 1, "\(name)")
      let input = network.numbers([1, 3, 6, 5])
      let (a, b) = (try program.run([input]).doubles, try quantized.run([input]).doubles)
      let largest = a.reduce(0) { max($0, abs($1)) }
      let distance = zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(distance < 0.25 * largest, "\(name), seed \(seed): \(distance) of \(largest)")
    }
  }

  /// Without a product, an accelerator has no slopes and no factors but powers of two.
  @Test func asksForAProduct() throws {
    var network = FloatNetwork(seed: 1)
    let x = try network.convolution(network.input([1, 3, 6, 5]), 8)
    let bent = try network.call("nn.leaky_relu", [x], ["alpha": .real(0.1)])
    let scaled = try network.call("multiply", [x, network.constant(Tensor(scalar: Float(0.3)))])
    let half = try network.call("multiply", [x, network.constant(Tensor(scalar: Float(0.5)))])
    let sum = try network.call("add", [network.call("add", [bent, scaled]), half])
    let (quantized, _) = try network.program(sum).applying(Quantize.self)
    let module = quantized.module
    let floats = module.reachable.filter { module[$0].type?.tensor?.element.isFloat == true }
      .compactMap { module[$0].op?.name }
    #expect(floats.contains("nn.leaky_relu"))
    #expect(floats.filter { $0 == "multiply" }.count == 1)
    let reasons = quantized.decisions.values.flatMap { $0 }.map { $0.sentence(in: module) }
    #expect(reasons.contains { $0.contains("a slope needs a product") })
    #expect(reasons.contains { $0.contains("is no power of two") })
  }

}

extension FloatNetwork {
  /// A convolution of one place with its bias.
  fileprivate mutating func pointwise(_ data: ID<Node>, _ channels: Int) throws -> ID<Node> {
    let weight = constant(numbers([channels, shape(data)[1], 1, 1], 0.5))
    let sum = try call("nn.conv2d", [data, weight])
    return try call("nn.bias_add", [sum, constant(numbers([channels]))])
  }
}
