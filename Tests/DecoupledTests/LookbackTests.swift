import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// Places are looked up in what was written down, events need the past to run again: both say the
/// same of places.
@Suite struct LookbackTests {

  private static let places: [StopCondition] = [
    .format("gemm"), .unit("load"), .push("l2g"), .pop("s2g"), .instruction(7), .always,
    .instruction(1_000),
  ]

  /// What never happens, but has to be looked for by running.
  private static let event = StopCondition.writeDRAM(0 ..< 1)

  @Test(arguments: [nil, "rtl-2021"]) func whatWasWrittenDownIsWhatRan(_ clock: String?) throws {
    let targets = try TokenStreams.targets()
    var boundaries = 0
    var ended = 0
    for seed in 0 ..< (isFull ? 3_000 : 150) {
      var random = SplitMix64(seed: UInt64(seed))
      let target = targets[seed % targets.count]
      var device = DecoupledDevice(target)
      try device.load(try TokenStreams.workload(target, &random), RunOptions(clock: ClockChoice(clock)))
      while case .streamEnd = device.run() {}
      let newest = device.mark
      for _ in 0 ..< 4 {
        let end = Mark(
          instruction: random.below(newest.instruction + 1), step: random.below(3) == 0 ? 1 : 0)
        let known = all(&device, Self.places, before: min(end, newest))
        let ran = all(&device, Self.places + [Self.event], before: min(end, newest))
        #expect(known == ran, "seed \(seed), before \(end)")
        boundaries += known.count
        ended += known.count { $0.endedStream != nil }
      }
    }
    #expect(boundaries > 2_000 && ended > 50)
  }

  /// The boundaries before `end`, the first one first.
  private func all(
    _ device: inout DecoupledDevice, _ conditions: [StopCondition], before end: Mark
  ) -> [Lookback.Boundary] {
    var found: [Lookback.Boundary] = []
    var end = end
    while let interval = device.lookBack(before: end, for: conditions, interruption: .never) {
      found = interval.boundaries + found
      end = interval.begin
    }
    return found
  }

}
