import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors
import TestKit
import Testing

@testable import Decoupled

/// Models with the scales and zero points of a quantizer, from floats to instructions.
@Suite struct QuantizedModelTests {

  /// A number between a quarter and the whole of `scale`.
  private func near(_ scale: Float, _ f: inout LoweringFixture) -> Float {
    scale * Float.random(in: 0.25 ... 1, using: &f.random)
  }

  /// `data` as integers of a random scale and zero point, and back.
  private func rounded(
    _ data: ID<Node>, _ scale: Float, _ f: inout LoweringFixture
  ) throws -> ID<Node> {
    let isSigned = f.flip()
    let zero = isSigned ? [-128, 0, f.pick(-128 ... 127)] : [0, 128, f.pick(0 ... 255)]
    let number = zero[f.pick(0 ... 2)]
    let constants = [
      f.constant(Tensor(scalar: scale)),
      f.constant(isSigned ? Tensor(scalar: Int8(number)) : Tensor(scalar: UInt8(number))),
    ]
    let integers = try f.call(
      "qnn.quantize", [data] + constants, ["out_dtype": .text(isSigned ? "int8" : "uint8")])
    return try f.call("qnn.dequantize", [integers] + constants)
  }

  /// A convolution with a scale for each channel, or one, and a bias.
  private func convolution(
    _ data: ID<Node>, _ outputs: Int, _ f: inout LoweringFixture
  ) throws -> ID<Node> {
    let kernel = [1, 3][f.pick(0 ... 1)]
    let isEach = f.flip()
    let scales = (0 ..< (isEach ? outputs : 1)).map { _ in near(0.01, &f) }
    let scale = f.constant(Tensor(isEach ? [outputs] : [], scales))
    let zeros = f.constant(Tensor(zeros: .int8, isEach ? [outputs] : []))
    let weight = try f.call(
      "qnn.dequantize",
      [f.constant(f.tensor([outputs, f.shape(data)[1], kernel, kernel])), scale, zeros],
      ["axis": .integer(0)])
    let sum = try f.call(
      "nn.conv2d", [data, weight], ["padding": [kernel / 2, kernel / 2].attributeValue])
    let bias = Tensor([outputs], (0 ..< outputs).map { _ in Float(f.pick(-9 ... 9)) / 4 })
    return try f.call("nn.bias_add", [sum, f.constant(bias)])
  }

  /// Two convolutions, their sum, and a pooling.
  private func network(_ f: inout LoweringFixture) throws -> (program: Program, step: Float) {
    let input = f.builder.variable("x", .tensor([1, f.pick(1 ... 20), 9, 8], .float32))
    let channels = f.pick(1 ... 20)
    let x = try rounded(input, near(0.02, &f), &f)
    let a = try rounded(try convolution(x, channels, &f), near(0.1, &f), &f)
    let b = try rounded(try convolution(a, channels, &f), near(0.2, &f), &f)
    let sum = try rounded(try f.call("nn.relu", [try f.call("add", [a, b])]), near(0.2, &f), &f)
    let pool = try f.call(
      "nn.max_pool2d", [sum],
      [
        "pool_size": [3, 3].attributeValue, "strides": [2, 2].attributeValue,
        "padding": [1, 1, 1, 1].attributeValue,
      ])
    let step = near(0.2, &f)
    let result = try rounded(try convolution(pool, f.pick(1 ... 20), &f), step, &f)
    f.builder.module.functions["main"] = Function(parameters: [input], body: result)
    return (Program(f.builder.module), step)
  }

  private func run(_ program: Program, _ input: Tensor) throws -> [Double] {
    var evaluator = Evaluator(program.module)
    return try evaluator.call("main", [.tensor(input)]).tensors[0].doubles
  }

  /// All of it is one region, which computes bit for bit what its integers say; these differ from
  /// the model in few places.
  @Test(arguments: 0 ..< 12)
  func isOneRegionOfTheModelsIntegers(_ seed: Int) throws {
    var f = try LoweringFixture(seed: 7000 + seed)
    let (model, step) = try network(&f)
    var context = PassContext(targets: [f.description.interface])
    var program = model
    for info in [
      LowerQDQ.self, MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self,
    ] as [any Pass.Type] {
      let options = try PassOptions([:], for: info.info)
      program = try program.applying(try info.init(options), in: &context)
    }
    let regions = program.module.functions.values.filter {
      $0.attributes.text("Compiler") == f.description.name
    }
    let region = try #require(regions.first)
    #expect(regions.count == 1)
    let shape = model.module.main?.parameters.first.flatMap { model.module[$0].type?.tensor?.extents }
    let input = Tensor(
      shape ?? [],
      (0 ..< (shape ?? []).reduce(1, *)).map { _ in Float.random(in: -2 ... 2, using: &f.random) })
    let (a, b) = (try run(model, input), try run(program, input))
    // A step of one layer is many in the next, whose weights are random.
    let range = ((a.max() ?? 0) - (a.min() ?? 0)) / Double(step)
    let steps = zip(a, b).map { (abs($0 - $1) / Double(step)).rounded() }
    #expect(steps.reduce(0, +) / Double(steps.count) <= max(4, range / 12), "\(steps)")
    var module = program.module
    module.functions = ["region": region]
    f.builder.module = module
    f.parameters = region.parameters
    #expect(try f.mismatch(try f.lowered(Program(module))) == nil)
  }

}
