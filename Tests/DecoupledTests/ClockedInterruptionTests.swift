import Effects
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// By a cycle clock an instruction does all that it does when it ends. That can be interrupted, too.
@Suite struct ClockedInterruptionTests {

  /// One that is done in two pieces or more, and one that nobody waits for.
  private static let long = (uops: 8192, outer: 400, inner: 10)
  private static let endless = (uops: 8192, outer: 16383, inner: 16383)

  /// A device before a load and a product of so many micro-ops, of which sums are not 0.
  private func clocked(
    _ loops: (uops: Int, outer: Int, inner: Int), _ timing: String = "rtl-2021"
  ) throws -> DecoupledDevice {
    let description = try goldenDescription()
    let product: [Parameter: Int] = [
      .uopEnd: loops.uops, .outerCount: loops.outer, .innerCount: loops.inner,
    ]
    let words = [
      try description.encode(
        .load, [.memory: 3, .dram: 0x1000 / 64, .rows: 1, .columns: 1, .stride: 1]),
      try description.encode(.gemm, product), try description.encode(.finish),
    ]
    let image = MemoryImage(segments: [.init(address: 0x1000, bytes: Array(1 ... 64))])
    var device = DecoupledDevice(description)
    try device.load(
      Workload(image: image, streams: [Stream(words: words)]),
      RunOptions(clock: ClockChoice(timing)))
    return device
  }

  /// The state at a mark of a run that nobody interrupts.
  private func hash(at mark: Mark, like device: DecoupledDevice) throws -> StateHash {
    var fresh = DecoupledDevice(device.description)
    try fresh.load(device.workload, device.options)
    fresh.seek(to: mark)
    #expect(fresh.mark == mark)
    return fresh.stateHash
  }

  @Test func runningStopsBeforeTheInstruction() throws {
    var device = try clocked(Self.endless)
    #expect(device.run(to: nil, until: [], interruption: .whenAsked(5)) == .interrupted)
    #expect(device.mark == Mark(instruction: 1))
    #expect(try device.stateHash == hash(at: device.mark, like: device))
    let inside = Mark(instruction: 1, step: 7)
    device.seek(to: inside)
    #expect(device.run(to: nil, until: [.always], interruption: .whenAsked(2)) == .interrupted)
    #expect(device.mark == inside)
    #expect(device.seek(to: Mark(instruction: 2), interruption: .whenAsked(4)) == .interrupted)
    #expect(device.mark == inside)
    #expect(try device.stateHash == hash(at: inside, like: device))
    device.seek(to: Mark())
    #expect(try device.stateHash == hash(at: Mark(), like: device))
  }

  @Test func goingBackStopsAtAMoment() throws {
    var device = try clocked(Self.long)
    #expect(device.run() == .end)
    let (end, hash) = (device.mark, device.stateHash)
    let behind = Mark(instruction: 2)
    // An event needs the interval to run again.
    let events: [StopCondition] = [.readDRAM(0 ..< 1), .always]
    #expect(device.lookBack(before: behind, for: events, interruption: .whenAsked(2)) == nil)
    #expect(device.stop == .interrupted)
    #expect(device.mark < behind)
    #expect(try device.stateHash == self.hash(at: device.mark, like: device))
    let found = device.lookBack(before: behind, for: events, interruption: .never)
    #expect(found?.boundaries.last?.mark == Mark(instruction: 1))
    device.seek(to: end)
    #expect(device.stateHash == hash)
  }

  /// Pieces add up to the whole, and a mark that is passed in pieces is the same moment.
  @Test func piecesAreTheWhole() throws {
    var whole = try clocked(Self.long)
    #expect(whole.run() == .end)
    var machine = DecoupledMachine(whole.machine.plan)
    var torn = 0
    var paused: [Mark] = []
    for _ in 0 ..< 1_000_000 where machine.mark < whole.mark {
      _ = machine.run(to: .max, work: 1, until: nil)
      if machine.isTorn { torn += 1 } else { paused.append(machine.mark) }
    }
    #expect(torn > 100)
    #expect(paused.count > 3)
    #expect(paused == paused.sorted())
    #expect(machine.cycle == whole.cycle)
    #expect(machine.work == whole.machine.work)
    #expect(machine.stateHash == whole.stateHash)
    for mark in paused.dropLast() {
      whole.seek(to: mark)
      #expect(whole.mark == mark)
    }
  }

  /// What happens next by the clock may be far.
  @Test func lookingAheadEndsWhenAsked() throws {
    let description = try goldenDescription()
    var device = DecoupledDevice(description)
    let rows = try description.encode(
      .load, [.memory: 2, .dram: 0x100, .rows: 65535, .columns: 1, .stride: 1])
    try device.load(
      Workload(streams: [Stream(words: [rows])]), RunOptions(clock: ClockChoice("rtl-2021")))
    #expect(device.nextInstruction == device.workload.first)
    #expect(Interruption { true }.governing { device.nextInstruction } == nil)
  }

}
