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
struct LoweringFixture: LayerNetwork {

  var builder = GraphBuilder(pass: "test")
  var parameters: [ID<Node>] = []
  var random: SplitMix64
  let description: DecoupledDescription

  let float = ElementType.float16
  let whole = ElementType.int8
  let weight = ElementType.int8

  init(seed: Int, on description: DecoupledDescription? = nil) throws {
    random = SplitMix64(seed: UInt64(seed))
    self.description = try description ?? BuiltInTargets().description(named: "vta")
  }

  // MARK: Layers

  var target: String { description.name }

  /// A layer with a random form of what stands behind its sums.
  mutating func convolution(
    _ data: ID<Node>, _ window: LayerFixture.Window
  ) throws -> ID<Node> {
    try convolution(data, window, randomTail(shift: 9))
  }

  mutating func dense(_ data: ID<Node>, _ units: Int) throws -> ID<Node> {
    try dense(data, units, randomTail(shift: 8))
  }

  mutating func sum(_ a: ID<Node>, _ b: ID<Node>) throws -> ID<Node> {
    try sum(a, b, shift: pick(0 ... 3), amount: pick(0 ... 4))
  }

  private mutating func randomTail(shift: Int) -> LayerFixture.Tail {
    let isEach = flip()
    return LayerFixture.Tail(
      hasBias: flip(), hasRelu: flip(), shift: shift, rounds: isEach || flip(), isEach: isEach)
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
