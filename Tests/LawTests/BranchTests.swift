import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors
import Testing

@testable import Debugger

/// A network whose branches are put together is one region, and gives what the integers give.
@Suite struct BranchTests {

  private var random: SplitMix64
  private var builder = GraphBuilder(pass: "test")

  init() { random = SplitMix64(seed: 11) }

  private mutating func numbers(_ shape: [Int], _ magnitude: Float) -> Tensor {
    Tensor(
      shape,
      (0 ..< shape.reduce(1, *)).map { _ in
        Float.random(in: -magnitude ... magnitude, using: &random)
      })
  }

  private mutating func convolution(
    _ x: ID<Node>, _ channels: Int, kernel: Int, magnitude: Float = 0.3
  ) throws -> ID<Node> {
    let inputs = try #require(builder.module[x].type?.tensor?.extents?[1])
    let weight = builder.constant(numbers([channels, inputs, kernel, kernel], magnitude))
    var attributes = Attributes()
    attributes["padding"] = [kernel / 2, kernel / 2].attributeValue
    let sum = try builder.call(Conv2D.op, [x, weight], attributes)
    let bias = builder.constant(numbers([channels], 1))
    return try builder.call(Elementwise.relu, [builder.call(BiasAdd.op, [sum, bias])])
  }

  private mutating func pool(_ x: ID<Node>, stride: Int) throws -> ID<Node> {
    var attributes = Attributes()
    attributes["pool_size"] = [3, 3].attributeValue
    attributes["padding"] = [1, 1].attributeValue
    attributes["strides"] = [stride, stride].attributeValue
    return try builder.call(MaxPool.op2D, [x], attributes)
  }

  private mutating func joined(_ parts: [ID<Node>]) throws -> ID<Node> {
    try builder.call(Concatenate.op, [builder.tuple(parts)], [Concatenate.axis(1)])
  }

  /// Two blocks as of Inception; the parts differ in scale, and one is read by others too.
  private mutating func network() throws -> GraphModule {
    let x = builder.variable("x", .tensor([1, 3, 12, 10], .float32))
    let stem = try convolution(x, 16, kernel: 3)
    let block = try joined([
      convolution(stem, 32, kernel: 1), convolution(stem, 16, kernel: 3, magnitude: 2),
      convolution(pool(stem, stride: 1), 16, kernel: 1),
    ])
    let half = try pool(block, stride: 2)
    let shared = try convolution(half, 16, kernel: 1, magnitude: 2)
    let second = try joined([
      shared, convolution(shared, 32, kernel: 3), convolution(pool(half, stride: 1), 16, kernel: 1),
    ])
    let result = try convolution(second, 10, kernel: 1)
    builder.module.functions["main"] = Function(parameters: [x], body: result)
    return builder.module
  }

  @Test mutating func isOneRegionAndExact() throws {
    var session = try SampleTests.session()
    session.use(
      LoadedModel(
        name: "test", path: "", format: "built", module: try network(), outputNames: [],
        bindings: [:]))
    for call in try session.calls([], all: true, until: nil) {
      #expect(try session.apply(call).isVerified == true, "\(call)")
    }
    let program = try session.requireHistory().program
    #expect(program.lowered.count == 1)
    let main = try #require(program.module.main)
    let left = program.module.postorder(of: main).compactMap { program.module[$0].op?.name }
    #expect(left == ["qnn.quantize", "qnn.dequantize"])
    guard case .compared(let report) = try session.verifyValues() else {
      Issue.record("nothing was compared")
      return
    }
    #expect(report.call.name == "emit" && report.error == 0 && report.elements == 10 * 30)
  }

}
