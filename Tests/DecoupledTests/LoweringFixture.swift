import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors
import TestKit

@testable import Decoupled

/// A region under construction, and what it takes to lower and run it.
struct LoweringFixture: TestNetwork {

  var builder = GraphBuilder(pass: "test")
  var parameters: [ID<Node>] = []
  var random: SplitMix64
  let description: DecoupledDescription

  init(seed: Int, on description: DecoupledDescription? = nil) throws {
    random = SplitMix64(seed: UInt64(seed))
    self.description = try description ?? BuiltInTargets().description(named: "vta")
  }

  // MARK: Random numbers

  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func flip() -> Bool { Bool.random(using: &random) }

  mutating func tensor(_ shape: [Int], _ range: ClosedRange<Int> = -128 ... 127) -> Tensor {
    Tensor(shape, (0 ..< shape.reduce(1, *)).map { _ in Int8(pick(range)) })
  }

  mutating func numbers(_ shape: [Int], _ range: ClosedRange<Int>) -> Tensor {
    Tensor(shape, (0 ..< shape.reduce(1, *)).map { _ in Int32(pick(range)) })
  }

  // MARK: Building

  mutating func input(_ shape: [Int]) -> ID<Node> { input("in", shape, .int8) }

  /// A composite over `arguments` whose body `body` builds from variables of their types.
  mutating func composite(
    _ name: String, _ arguments: [ID<Node>],
    _ body: (inout LoweringFixture, [ID<Node>]) throws -> ID<Node>
  ) throws -> ID<Node> {
    let inner = arguments.map { builder.variable("p", builder.module[$0].type) }
    let result = try body(&self, inner)
    var attributes = Attributes()
    attributes["Composite"] = .text("\(description.name).\(name)")
    let function = Function(parameters: inner, body: result, attributes: attributes)
    let literal = try builder.insert(.function(function))
    return try builder.insert(.apply, [literal] + arguments)
  }

  /// Bias, rectifier, rounding shift, clip and cast behind the sums `id`, in a random form.
  mutating func requantized(_ id: ID<Node>, shift: Int = 7) throws -> ID<Node> {
    var id = id
    let channels = shape(id)[1]
    let along = [channels] + shape(id).dropFirst(2).map { _ in 1 }
    if flip() {
      let bias = constant(numbers([channels], -5000 ... 5000))
      id = try call("nn.bias_add", [id, bias], ["axis": .integer(1)])
    }
    if flip() { id = try call("nn.relu", [id]) }
    let isEach = flip()
    let shifts =
      isEach
      ? numbers(along, max(0, shift - 2) ... shift + 2) : numbers([], shift ... shift)
    let rounding = Tensor(
      shifts.shape, shifts.array(of: Int32.self).map { $0 == 0 ? 0 : Int32(1) << ($0 - 1) })
    if flip() || isEach { id = try call("add", [id, constant(rounding)]) }
    id = try call("right_shift", [id, constant(shifts)])
    return try narrowed(id)
  }

  mutating func narrowed(_ id: ID<Node>) throws -> ID<Node> {
    let clipped = try call("clip", [id], ["a_min": .real(-128), "a_max": .real(127)])
    return try call("cast", [clipped], ["dtype": .text("int8")])
  }

  mutating func widened(_ id: ID<Node>) throws -> ID<Node> {
    try call("cast", [id], ["dtype": .text("int32")])
  }

  struct Window {
    var outputs = 1
    var kernel = [1, 1]
    var strides = [1, 1]
    var pads = [0, 0, 0, 0]

    var attributes: [String: AttributeValue] {
      ["strides": strides.attributeValue, "padding": pads.attributeValue]
    }
  }

  mutating func convolution(_ data: ID<Node>, _ window: Window) throws -> ID<Node> {
    let weight = tensor([window.outputs, shape(data)[1]] + window.kernel, -30 ... 30)
    return try composite("conv2d", [data, constant(weight)]) { f, p in
      var attributes = window.attributes
      attributes["out_dtype"] = .text("int32")
      return try f.requantized(try f.call("nn.conv2d", p, attributes), shift: 9)
    }
  }

  mutating func dense(_ data: ID<Node>, _ units: Int) throws -> ID<Node> {
    let weight = tensor([units, shape(data)[1]], -30 ... 30)
    return try composite("dense", [data, constant(weight)]) { f, p in
      try f.requantized(try f.call("nn.dense", p, ["out_dtype": .text("int32")]), shift: 8)
    }
  }

  mutating func sum(_ a: ID<Node>, _ b: ID<Node>) throws -> ID<Node> {
    let shift = pick(0 ... 3)
    let amount = pick(0 ... 4)
    return try composite("add", [a, b]) { f, p in
      var left = try f.widened(p[0])
      if shift > 0 {
        left = try f.call("left_shift", [left, f.constant(Tensor(scalar: Int32(shift)))])
      }
      var sum = try f.call("add", [left, try f.widened(p[1])])
      if f.flip() { sum = try f.call("nn.relu", [sum]) }
      if amount > 0 {
        let half = f.constant(Tensor(scalar: Int32(1) << Int32(amount - 1)))
        sum = try f.call("add", [sum, half])
        sum = try f.call("right_shift", [sum, f.constant(Tensor(scalar: Int32(amount)))])
      }
      return try f.narrowed(sum)
    }
  }

  mutating func pool(_ data: ID<Node>, _ window: Window) throws -> ID<Node> {
    try composite("max_pool2d", [data]) { f, p in
      var attributes = window.attributes
      attributes["pool_size"] = window.kernel.attributeValue
      return try f.call("nn.max_pool2d", p, attributes)
    }
  }

  /// The program whose one region gives `results`.
  mutating func program(_ results: [ID<Node>]) throws -> Program {
    let body = results.count == 1 ? results[0] : try builder.tuple(results)
    var attributes = Attributes()
    attributes["Compiler"] = .text(description.name)
    builder.module.functions["region"] = Function(
      parameters: parameters, body: body, attributes: attributes)
    return Program(builder.module)
  }

  // MARK: Lowering and running

  /// `program` after the passes of the accelerator, up to the one named `last`.
  func lowered(
    _ program: Program, options: [String: [String: String]] = [:], upTo last: String = "emit"
  ) throws -> Program {
    var program = program
    var context = PassContext(targets: [description.interface])
    for pass in loweringPasses(for: description) {
      let given = try PassOptions(options[pass.info.name] ?? [:], for: pass.info)
      program = try program.applying(try pass.make(given), in: &context)
      try context.reports.elements.first.map { throw $0 }
      if pass.info.name == last { break }
    }
    return program
  }

  /// Nothing, or how the stream of `program` differs from the reference.
  mutating func mismatch(_ program: Program) throws -> String? {
    guard let region = program.lowered["region"] as? StreamRegion else { return "no stream" }
    let inputs = parameters.map { Value.tensor(tensor(shape($0))) }
    var evaluator = Evaluator(program.module)
    let expected = try evaluator.call("region", inputs)
    let workload = try region.workload(for: inputs)
    let units = description.units.map(\.name)
    let orders = [
      (units, Int.max), (units.reversed(), 1), ([units[1], units[2], units[0]], Int.max),
    ]
    for (order, burst) in orders {
      var machine = LoweringInterpreter(workload, description)
      machine.run(workload.streams[0], order: order, burst: burst)
      if let problem = machine.problem { return "\(order): \(problem)" }
      for (binding, tensor) in zip(region.outputs, expected.tensors) {
        let first = binding.address - machine.start
        let bytes = Array(machine.dram[first ..< first + binding.byteCount])
        let found = try binding.layout.unpack(bytes, .int8, binding.shape)
        let a = found.array(of: Int8.self)
        let b = tensor.array(of: Int8.self)
        if let i = zip(a, b).enumerated().first(where: { $1.0 != $1.1 })?.offset {
          return "\(order): \(binding.name) \(binding.shape) element \(i) is \(a[i]), not \(b[i])"
        }
      }
    }
    return try mismatchOnDevice(region, inputs, expected)
  }

  /// The same on the machine itself, through what front ends use.
  private func mismatchOnDevice(
    _ region: StreamRegion, _ inputs: [Value], _ expected: Value
  ) throws -> String? {
    var device = DecoupledTarget(description).makeDevice()
    try device.load(try region.workload(for: inputs))
    let stop = device.run()
    guard stop == .end else { return "the device stops: \(stop) \(device.explanation())" }
    let found = try device.result(of: region)
    let isEqual = zip(found.tensors, expected.tensors).allSatisfy { $0.bytes == $1.bytes }
    return isEqual && device.warnings.isEmpty ? nil : "the device differs \(device.warnings)"
  }

}

extension Device {
  fileprivate func result(of region: StreamRegion) throws -> Value { try region.result(on: self) }
}
