import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// A machine that runs by a cycle clock does what the functional one does.
@Suite struct ClockedMachineTests {

  private func clocked(_ golden: GoldenCase, _ timing: String) throws -> DecoupledDevice {
    let description = try goldenDescription()
    var device = DecoupledDevice(description)
    try device.load(
      try StreamFolder(description.instructionSet).read(golden.path),
      RunOptions(clock: ClockChoice(timing)))
    return device
  }

  private func finish(_ device: inout DecoupledDevice) {
    repeat { device.run() } while device.stop.isStreamEnd
  }

  /// Memories, tokens and counters are the same at the end, and the cycles are those of the clock.
  @Test(arguments: ["random", "random_hw", "test_lib", "runtime", "tvm", "edge"])
  func everyStreamEndsInTheSameState(_ kind: String) throws {
    var failed: [String] = []
    for golden in GoldenCase.all(kind) {
      var plain = try device(for: golden)
      finish(&plain)
      for timing in ["rtl-2021", "pipelined"] {
        var clocked = try self.clocked(golden, timing)
        finish(&clocked)
        if clocked.stateHash != plain.stateHash || clocked.stop != .end {
          failed.append("\(golden.name) \(timing): \(clocked.stop)")
        }
        let cycles = try clocked.trace(clocked.options.clock, interruption: .never).cycles
        if clocked.cycle != cycles { failed.append("\(golden.name) \(timing) cycles") }
      }
    }
    #expect(failed == [])
  }

  /// Any moment is the same, from wherever it is reached.
  @Test(arguments: [5, 6])
  func momentsAreTheSameFromAnywhere(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let cases = GoldenCase.cases(in: GoldenCase.carried) + GoldenCase.all("random_hw").prefix(6)
    var asked = 0
    for golden in cases {
      var device = try clocked(golden, seed % 2 == 0 ? "rtl-2021" : "pipelined")
      var seen: [(mark: Mark, cycle: Int?, hash: StateHash)] = []
      while !device.stop.isFinal, seen.count < 60 {
        device.step(random.next() % 2 == 0 ? .microOp : .instruction, count: 1)
        for _ in 0 ..< random.next() % 40 where !device.stop.isFinal { device.step(.microOp) }
        seen.append((device.mark, device.cycle, device.stateHash))
      }
      asked += seen.count
      for _ in 0 ..< 60 {
        let moment = seen[Int(random.next() % UInt64(seen.count))]
        device.seek(to: moment.mark)
        #expect(device.mark == moment.mark, "\(golden.name)")
        #expect(device.cycle == moment.cycle, "\(golden.name)")
        #expect(device.stateHash == moment.hash, "\(golden.name) \(moment.mark)")
        guard device.mark > Mark() else { continue }
        device.stepBack(.microOp)
        #expect(device.mark < moment.mark)
        device.step(.microOp)
        #expect(device.stateHash == moment.hash, "\(golden.name) \(moment.mark) and back")
      }
    }
    #expect(asked > 50)
  }

  /// What waits by the clock is a deadlock as soon as it is certain.
  @Test func deadlocksAreToldByTheClock() throws {
    for golden in GoldenCase.all("negative") where golden.name.contains("deadlock") {
      var device = try clocked(golden, "rtl-2021")
      device.run()
      guard case .deadlock(let deadlock) = device.stop else {
        Issue.record("\(golden.name): \(device.stop)")
        continue
      }
      #expect(!deadlock.waits.edges.isEmpty)
      device.run()
      #expect(device.stop.isFinal)
    }
  }

}

extension Stop {
  fileprivate var isStreamEnd: Bool { if case .streamEnd = self { true } else { false } }
}
