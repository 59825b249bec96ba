import Effects
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

@testable import Decoupled

/// Programs in which each instruction waits for the one before it do what the instructions did.
@Suite struct SerialProgramTests {

  private func device(_ workload: Workload, _ policy: SchedulePolicy) throws -> DecoupledDevice {
    var device = DecoupledDevice(try goldenDescription())
    try device.load(workload, RunOptions(schedule: policy, stopsAtRaces: false))
    device.seek(to: Mark(instruction: workload.instructionCount))
    return device
  }

  /// The memories, without where it stands.
  private func memories(_ device: DecoupledDevice) -> [SavedFile] {
    device.savedState().filter { $0.name != "state.json" }
  }

  private var cases: [GoldenCase] {
    GoldenCase.cases(in: GoldenCase.carried)
      + GoldenCase.all("random_hw").prefix(3)
  }

  /// Of every prefix, whichever unit goes on where several could.
  @Test func prefixesLeaveTheSameMemories() throws {
    var compared = 0
    var random = SplitMix64(seed: 19)
    for golden in cases {
      let set = try goldenDescription().instructionSet
      let workload = try StreamFolder(set).read(golden.path)
      var original = try device(workload, .fifo)
      let count = original.newestMark.instruction
      for prefix in [0, 1, count] + (0 ..< 2).map({ _ in random.below(count + 1) }) {
        let programs = try original.serialPrograms(of: 0 ..< min(prefix, count), readout: nil)
        original.seek(to: Mark(instruction: min(prefix, count)))
        for policy in [SchedulePolicy.worstFirst, .random(seed: 5)] {
          let serial = Workload(image: workload.image, streams: programs.map { Stream(code: $0) })
          let other = try device(serial, policy)
          #expect(other.mark.instruction == serial.instructionCount, "\(golden.name)")
          #expect(memories(other) == memories(original), "\(golden.name), \(prefix) of \(count)")
          compared += 1
        }
      }
    }
    #expect(compared > 0)
  }

  /// One at a time, on a machine that keeps its memories.
  @Test func partsMakeTheWhole() throws {
    for golden in GoldenCase.cases(in: GoldenCase.carried) {
      let set = try goldenDescription().instructionSet
      let workload = try StreamFolder(set).read(golden.path)
      let original = try device(workload, .fifo)
      let programs = try (0 ..< original.newestMark.instruction).flatMap { position in
        try original.serialPrograms(of: position ..< position + 1, readout: nil)
      }
      let parts = try device(
        Workload(image: workload.image, streams: programs.map { Stream(code: $0) }), .worstFirst)
      #expect(memories(parts) == memories(original), "\(golden.name)")
    }
  }

  /// What stands behind a prefix to be seen is there, and is what a store of the memory would show.
  @Test func aMemoryIsReadOutThroughDRAM() throws {
    for golden in GoldenCase.cases(in: GoldenCase.carried) {
      let set = try goldenDescription().instructionSet
      let workload = try StreamFolder(set).read(golden.path)
      var original = try device(workload, .fifo)
      let last = workload.image.segments.last?.addresses.upperBound ?? 0
      let readout = try #require(original.readout(behind: last))
      #expect(readout.addresses.lowerBound >= last)
      var image = workload.image
      image.insert(
        .init(
          address: readout.addresses.lowerBound,
          bytes: Array(repeating: 0x55, count: readout.addresses.count)))
      let count = original.newestMark.instruction
      for prefix in [0, count / 2, count] {
        let programs = try original.serialPrograms(of: 0 ..< prefix, readout: readout)
        let other = try device(
          Workload(image: image, streams: programs.map { Stream(code: $0) }), .worstFirst)
        original.seek(to: Mark(instruction: prefix))
        let bytes = try other.readDRAM(
          at: readout.addresses.lowerBound, count: readout.addresses.count)
        #expect(bytes == (try original.stored(by: readout)).bytes, "\(golden.name), \(prefix)")
        let sums = try original.read("acc", elements: 0 ..< 2048)
        #expect(bytes == sums.array(of: Int32.self).map { UInt8(truncatingIfNeeded: $0) })
      }
    }
  }

  /// No token is left, whatever the instructions of the program left.
  @Test func noTokenIsLeft() throws {
    var random = SplitMix64(seed: 3)
    for description in try TokenStreams.targets() {
      for _ in 0 ..< 20 {
        var device = DecoupledDevice(description)
        try device.load(try TokenStreams.workload(description, &random))
        device.seek(to: Mark(instruction: device.workload.instructionCount))
        let count = device.newestMark.instruction
        var other = DecoupledDevice(description)
        let programs = try device.serialPrograms(of: 0 ..< count, readout: nil)
        try other.load(Workload(streams: programs.map { Stream(code: $0) }))
        other.seek(to: Mark(instruction: other.workload.instructionCount))
        #expect(other.mark.instruction == other.workload.instructionCount)
        #expect(other.tokenQueues.allSatisfy { $0.level == 0 })
      }
    }
  }

  @Test func unitsThatCanNotWaitAreNamed() throws {
    let description = try changedDescription(
      [("  - {name: l2g, from: load, to: compute, push: push_next, pop: pop_prev}\n", "")],
      hasPatterns: false)
    var device = DecoupledDevice(description)
    let load = try description.encode(.load, [.memory: 2, .columns: 1, .rows: 1, .dram: 0x100])
    let image = MemoryImage(segments: [
      .init(address: 0x1000, bytes: Array(repeating: 1, count: 64))
    ])
    try device.load(Workload(image: image, streams: [Stream(words: [load])]))
    device.seek(to: Mark(instruction: 1))
    #expect(throws: (any Error).self) { try device.serialPrograms(of: 0 ..< 1, readout: nil) }
  }

}
