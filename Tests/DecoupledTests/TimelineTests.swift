import Effects
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct TimelineTests {

  /// The same moment has the same state, wherever one comes from.
  @Test func everyMomentIsOneState() throws {
    var failed: [String] = []
    var points = 0
    for golden in GoldenCase.cases(in: GoldenCase.carried) {
      var device = try device(for: golden)
      var states: [Mark: String] = [device.mark: device.stateHash.description]
      while !device.step(.microOp).isFinal || device.mark != device.newestMark {
        states[device.mark] = device.stateHash.description
        if device.stop.isFinal { break }
      }
      states[device.mark] = device.stateHash.description
      let marks = states.keys.sorted()
      var random = SplitMix64(seed: 5)
      for _ in 0 ..< 60 {
        let mark = marks[Int(random.next() % UInt64(marks.count))]
        device.seek(to: mark)
        points += 1
        if device.mark != mark || states[mark] != device.stateHash.description {
          failed.append("\(golden.name) at \(mark)")
        }
      }
    }
    #expect(failed == [])
    #expect(points >= 300)
  }

  /// As many steps back as forward lead to the state that was before.
  @Test func stepsBackUndoSteps() throws {
    var failed: [String] = []
    for golden in GoldenCase.cases(in: GoldenCase.carried) {
      var device = try device(for: golden)
      var random = SplitMix64(seed: 11)
      for round in 0 ..< 40 {
        let size: StepSize = round % 2 == 0 ? .instruction : .microOp
        device.seek(to: Mark(instruction: Int(random.next() % 12)))
        let before = (device.mark, device.stateHash)
        let count = Int(random.next() % 9) + 1
        var done = 0
        for _ in 0 ..< count {
          let mark = device.mark
          device.step(size)
          if device.mark > mark { done += 1 }
        }
        for _ in 0 ..< done { device.stepBack(size) }
        if device.mark != before.0 || device.stateHash != before.1 {
          failed.append("\(golden.name) \(before.0) \(size) \(count)")
        }
      }
    }
    #expect(failed == [])
  }

  @Test func runsStopAtConditionsBothWays() throws {
    let golden = try #require(
      GoldenCase.cases(in: GoldenCase.carried).first { $0.name == "edge_acc8_pads" })
    var device = try device(for: golden)
    let conditions: [StopCondition] = [.format("store"), .write(memory: "acc", 0 ..< 64)]
    var expected: Set<Mark> = []
    while case .condition = device.run(until: conditions) {
      let held = device.holding(conditions)
      if held.contains(0) { expected.insert(device.mark) }
      // What an instruction brought about belongs to the boundary before it.
      if held.contains(1) { expected.insert(Mark(instruction: device.mark.instruction - 1)) }
    }
    #expect(device.stop == .end)
    #expect(expected.count >= 2)
    #expect(device.boundariesBack(conditions) == expected.sorted(by: >))
  }

  @Test func aRunCanBeInterrupted() throws {
    let golden = try #require(GoldenCase.cases(in: GoldenCase.carried).first)
    var device = try device(for: golden)
    let endless = try device.description.encode(
      .gemm, [.uopEnd: 8192, .outerCount: 16383, .innerCount: 16383])
    let end = try device.description.encode(.finish)
    try device.load(Workload(streams: [Stream(words: [endless, end])]))
    let stop = device.run(to: nil, until: [], interruption: .whenAsked(3))
    #expect(stop == .interrupted)
    #expect(device.mark.instruction == 0)
    #expect(device.mark.step > 0)
    device.stepBack(.instruction)
    #expect(device.mark == Mark())
  }

  /// What the host writes stays written where time passes it again.
  @Test func editsAreKept() throws {
    let golden = try #require(
      GoldenCase.cases(in: GoldenCase.carried).first { $0.name == "edge_acc8_pads" })
    var device = try device(for: golden)
    device.step(.instruction, count: 2)
    let clean = device.stateHash
    try device.writeDRAM(at: 0x1000, [1, 2, 3])
    let edited = device.stateHash
    #expect(clean != edited)
    device.step()
    let after = device.stateHash
    device.stepBack(count: 3)
    #expect(try device.readDRAM(at: 0x1000, count: 3) != [1, 2, 3])
    device.step(count: 2)
    #expect(device.stateHash == edited)
    device.step()
    #expect(device.stateHash == after)
  }

  /// The place of an instruction in the order of finishing is that of looking at all of them.
  @Test(arguments: [nil, "rtl-2021"])
  func placesAreThoseOfTheOrder(_ clock: String?) throws {
    var failed: [String] = []
    for golden in GoldenCase.cases(in: GoldenCase.carried) {
      var device = try device(for: golden)
      try device.load(
        device.workload, RunOptions(clock: ClockChoice(clock), stopsAtRaces: false))
      for end in [device.workload.instructionCount / 2, device.workload.instructionCount] {
        device.seek(to: Mark(instruction: end))
        device.seek(to: Mark(instruction: 1))
        let order = (0 ..< device.newestMark.instruction).map { device.finished($0)?.number }
        for number in device.workload.numbers {
          if device.position(of: number) != order.firstIndex(of: number) {
            failed.append("\(golden.name) \(number)")
          }
        }
      }
    }
    #expect(failed == [])
  }

}
