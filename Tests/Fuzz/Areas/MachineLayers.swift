import Described
import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors
import TestKit

/// Small layers that are compiled for a machine, run on its device and held against the evaluator.
struct MachineLayers {

  private let target: any Target
  private let seed: Int

  init(_ target: any Target, seed: Int) {
    self.target = target
    self.seed = seed
  }

  /// What of a layer is not as promised; nil where all of them stay on the host or are right.
  var problem: String? {
    for (index, layer) in Self.all.enumerated() {
      var fixture = LayerFixture(seed: seed &+ index, target: target.description.name)
      // What the graph itself refuses is no layer.
      guard let results = try? layer.build(&fixture), let program = try? fixture.program(results)
      else { continue }
      if let problem = problem(of: program, fixture.inputs()) { return "\(layer.name): \(problem)" }
    }
    return nil
  }

  private typealias Layer = (
    name: String, build: @Sendable (inout LayerFixture) throws -> [ID<Node>]
  )

  private static let all: [Layer] = [
    (
      "convolution",
      { f in
        let data = f.input([1, f.pick(1 ... 9), f.pick(4 ... 6), f.pick(4 ... 6)])
        let window = LayerFixture.Window(
          outputs: f.pick(1 ... 9), kernel: [3, 3], strides: [f.pick(1 ... 2), 1],
          pads: [1, 1, 1, 1])
        let tail = LayerFixture.Tail(
          hasRelu: f.flip(), shift: f.pick(0 ... 9), rounds: f.flip(), isEach: f.flip())
        return [try f.convolution(data, window, tail)]
      }
    ),
    (
      "dense layer",
      { f in
        [try f.dense(f.input([1, f.pick(1 ... 37)]), f.pick(1 ... 20))]
      }
    ),
    (
      "sum",
      { f in
        let (a, b) = (f.input([1, 6, 3, 4]), f.input([1, 6, 3, 4]))
        return [try f.sum(a, b, shift: f.pick(0 ... 1), amount: f.pick(0 ... 2))]
      }
    ),
    (
      "maximum pool",
      { f in
        [try f.pool(f.input([1, 6, 4, 4]), .init(kernel: [2, 2], strides: [2, 2]))]
      }
    ),
    ("mean", { f in [try f.mean(f.input([1, 5, 4, 4]), shift: 4)] }),
    (
      "net",
      { f in
        let first = try f.convolution(
          f.input([1, 3, 5, 5]), .init(outputs: 6, kernel: [3, 3], pads: [1, 1, 1, 1]))
        let second = try f.convolution(first, .init(outputs: 6), .init(hasRelu: true))
        let sum = try f.sum(first, second, shift: 1, amount: 1)
        let flat = try f.call("nn.batch_flatten", [try f.mean(sum, shift: 4)])
        return [try f.dense(flat, 10), second]
      }
    ),
    (
      "convolution of floats",
      { f in
        let window = LayerFixture.Window(
          outputs: f.pick(1 ... 12), kernel: [3, 3], pads: [1, 1, 1, 1])
        let data = f.floatInput([1, f.pick(1 ... 12), 5, 4])
        return [try f.floatConvolution(data, window, block: 8, hasRelu: f.flip())]
      }
    ),
    (
      "sum of floats",
      { f in
        let data = f.floatInput([1, 9, 3, 4])
        return [try f.floatSum(data, data)]
      }
    ),
  ]

  // MARK: Running

  private func problem(of before: Program, _ inputs: [Tensor]) -> String? {
    do {
      var program = before
      var context = PassContext(targets: [target.interface(by: .functional)])
      for pass in target.passes {
        let none = try PassOptions([:], for: pass.info)
        program = try program.applying(try pass.make(none), in: &context)
      }
      guard let region = program.lowered["region"] as? StreamRegion else { return nil }
      let values = inputs.map { Value.tensor($0) }
      var evaluator = Evaluator(program.module)
      let expected = try evaluator.call("region", values).tensors
      var device = try target.makeDevice()
      try device.load(try region.workload(for: values), RunOptions())
      while case .streamEnd = device.run() {}
      guard device.stop == .end else { return "the machine stops: \(device.stop)" }
      for (binding, tensor) in zip(region.outputs, expected) {
        let bytes = try device.readDRAM(at: binding.address, count: binding.byteCount)
        let found = try binding.layout.unpack(bytes, binding.element, binding.shape)
        if found.bytes != tensor.bytes { return "`\(binding.name)` is another" }
      }
      return nil
    } catch let error as Diagnostic {
      return "it is refused late: \(error.message)"
    } catch {
      return "it cannot be read: \(error)"
    }
  }

}
