import Effects
import Simulation
import TargetKit
import Testing

@testable import Decoupled

/// A race is told at the boundary behind the second access, however one gets there.
@Suite struct RaceStopTests {

  /// A load of an input that no token keeps from a product of four micro-ops, and a second product.
  private func racing(_ timing: String? = nil) throws -> DecoupledDevice {
    let description = try goldenDescription()
    let product: [Parameter: Int] = [.uopEnd: 1, .outerCount: 2, .innerCount: 2]
    let words = [
      try description.encode(
        .load, [.memory: 2, .dram: 0x1000 / 16, .rows: 1, .columns: 1, .stride: 1]),
      try description.encode(.gemm, product), try description.encode(.gemm, product),
      try description.encode(.finish),
    ]
    let image = MemoryImage(segments: [.init(address: 0x1000, bytes: Array(1 ... 16))])
    var device = DecoupledDevice(description)
    try device.load(
      Workload(image: image, streams: [Stream(words: words)]),
      RunOptions(clock: ClockChoice(timing)))
    return device
  }

  private func isRace(_ stop: Stop) -> Bool { if case .race = stop { true } else { false } }

  @Test(arguments: [
    Mark(instruction: 1, step: 4), Mark(instruction: 1, step: 100), Mark(instruction: 2),
  ])
  func itIsToldFromInside(_ target: Mark) throws {
    var device = try racing()
    #expect(device.run(to: Mark(instruction: 1, step: 2)) == .step)
    #expect(device.mark == Mark(instruction: 1, step: 2))
    #expect(isRace(device.run(to: target)))
    #expect(device.mark == Mark(instruction: 2))
    // From there on it has been told.
    #expect(device.run(to: Mark(instruction: 2, step: 1)) == .step)
  }

  @Test func itIsToldByTheClock() throws {
    var device = try racing("rtl-2021")
    device.seek(to: Mark(instruction: 1))
    let steps = device.stepCount
    #expect(device.run(to: Mark(instruction: 1, step: steps - 1)) == .step)
    #expect(isRace(device.run(to: Mark(instruction: 1, step: steps + 5))))
    #expect(device.mark == Mark(instruction: 2))
  }

  /// A condition that holds there ends a way to a place behind it, too.
  @Test func conditionsHoldThere() throws {
    var device = try racing()
    device.seek(to: Mark(instruction: 1, step: 2))
    device.run(
      to: Mark(instruction: 1, step: 9),
      until: [.instruction(device.workload.first.advanced(by: 2))])
    #expect(device.mark == Mark(instruction: 2))
  }

}
