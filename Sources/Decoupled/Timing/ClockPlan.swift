import ISA
import TargetKit

/// What a clock counts, and by which numbers: all that never changes while it runs.
final class ClockPlan: Sendable {

  let machine: MachinePlan
  let numbers: ClockNumbers

  /// The place of fetch, and of each memory, among those that read; the lowest is first.
  let fetchRank: Int
  let memoryRanks: [Int]

  /// - Units: instructions; `Int.max` for any number.
  let queueDepths: [Int]

  /// - Units: tokens; `Int.max` for any number.
  let tokenDepths: [Int]

  /// For each instruction its unit, and the queues that it pops and pushes, a bit for each.
  let unitOf: [UInt8]
  let pops: [UInt32]
  let pushes: [UInt32]

  /// - Units: bytes.
  let instructionBytes: Int

  var unitCount: Int { machine.unitInstructions.count }
  var queueCount: Int { machine.tokenFrom.count }
  var hasFetch: Bool { numbers.fetchBurst > 0 }

  init(_ machine: MachinePlan, _ timing: TimingDescription) {
    self.machine = machine
    let description = machine.description
    let numbers = ClockNumbers(timing, units: description.units.map(\.name))
    self.numbers = numbers
    let readers = timing.readers
    fetchRank = readers.firstIndex(of: "fetch") ?? readers.count
    memoryRanks = description.memories.enumerated().map { index, memory in
      readers.firstIndex(of: memory.name) ?? readers.count + 1 + index
    }
    queueDepths = machine.queueDepths.map { min($0, numbers.queueDepth) }
    tokenDepths = machine.tokenDepths.map { min($0, numbers.tokenDepth) }
    unitOf = machine.instructions.map { UInt8(truncatingIfNeeded: $0.unit) }
    pops = machine.instructions.map(\.pops)
    pushes = machine.instructions.map(\.pushes)
    instructionBytes = (description.instructionSet.width + 7) / 8
  }

  /// The number of the first instruction of a stream.
  func start(of stream: Int) -> Int { stream == 0 ? 0 : machine.streamEnds[stream - 1] }

  /// The instruction that a unit runs as number `head` of its own, if there is one in the stream.
  func instruction(_ unit: Int, _ head: Int, in stream: Int) -> Int? {
    let list = machine.unitInstructions[unit]
    guard head < list.count, stream < machine.streamEnds.count else { return nil }
    let index = Int(list[head])
    return index < machine.streamEnds[stream] ? index : nil
  }

}
