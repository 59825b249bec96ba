import GraphIR
import ISA
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors
import TestKit
import Testing

@testable import Described

/// What layers are lowered to runs on devices without races, in whatever order units may go on.
@Suite("Lowered layers on devices")
struct OrderedDeviceTests {

  @Test(
    "no race, and the same outputs by any schedule", arguments: ["pico", "counted-tiles", "gemmini"],
    0 ..< 3)
  func layers(_ name: String, _ seed: Int) throws {
    let description = try Machines.named(name)
    var f = LayerFixture(seed: seed, target: name)
    let data = f.input([1, f.pick(1 ... 9), f.pick(3 ... 6), f.pick(3 ... 6)])
    let first = try f.convolution(
      data, .init(outputs: f.pick(1 ... 9), kernel: [3, 3], pads: [1, 1, 1, 1]),
      .init(hasRelu: true))
    let result = try f.convolution(first, .init(outputs: 5, kernel: [1, 1]))
    try check(&f, result, on: description, seed)
  }

  @Test("no race between barriers", arguments: 0 ..< 3)
  func halves(_ seed: Int) throws {
    var f = LayerFixture(seed: seed, target: "sync-barriers", float: .float16)
    let data = f.floatInput([1, 5, 4, 4])
    let first = try f.floatConvolution(
      data, .init(outputs: 6, kernel: [3, 3], pads: [1, 1, 1, 1]), block: 4, hasRelu: true)
    let result = try f.floatConvolution(first, .init(outputs: 3), block: 4)
    try check(&f, result, on: Machines.named("sync-barriers"), seed)
  }

  private func check(
    _ f: inout LayerFixture, _ result: ID<Node>, on description: MachineDescription, _ seed: Int
  ) throws {
    let (program, warnings) = try MachineLoweringTests.lowered(
      try f.program([result]), for: description)
    let region = try #require(
      program.lowered["region"] as? StreamRegion, "no stream: \(warnings)")
    let inputs = f.inputs().map { Value.tensor($0) }
    var evaluator = Evaluator(program.module)
    let expected = try evaluator.call("region", inputs).tensors[0]
    let workload = try region.workload(for: inputs)
    for schedule in [SchedulePolicy.fifo, .worstFirst, .random(seed: UInt64(seed))] {
      var device = try DescribedDevice(description)
      try device.load(workload, RunOptions(schedule: schedule))
      #expect(try #require(device.races(interruption: .never)) == [])
      #expect(device.run() == .end)
      let output = region.outputs[0]
      let bytes = try device.readDRAM(at: output.address, count: output.byteCount)
      let found = try output.layout.unpack(bytes, output.element, output.shape)
      #expect(found.bytes == expected.bytes)
      let findings = try #require(device.lint(HardwareLimits(), interruption: .never))
      #expect(!findings.contains { [.leftoverTokens, .deadlock, .fault].contains($0.kind) })
    }
  }

}
