import Diagnostics
import Effects
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct RepairTests {

  /// What became of changed flags.
  private struct Tally {
    var changes = 0
    var hangs = 0
    var mended = 0
    var unmended: [String] = []
    var late: [String] = []
  }

  /// One flag more or less at any place: every hang is known when it is certain, and the flag that
  /// is proposed gives the result of the stream as it was.
  @Test func changedFlagsAreFoundAndMended() throws {
    let cases = positiveCases().filter { golden in
      guard let plan = try? golden.plan() else { return false }
      return plan.words.count < 320 && plan.instructions.contains { $0.pops != 0 }
    }
    var random = SplitMix64(seed: 4)
    var tally = Tally()
    for golden in isFull ? cases : Array(cases.prefix(24)) {
      let plan = try golden.plan()
      let expected = try memory(after: plan)
      var changes = Mutation.all(plan)
      if !isFull { changes = (0 ..< 6).map { _ in changes[random.below(changes.count)] } }
      for change in changes {
        try look(at: change, plan, golden.name, expected, &tally)
      }
    }
    if isFull {
      print(
        "\(tally.changes) changes, \(tally.hangs) hangs, \(tally.mended) mended, \(tally.late.count) late"
      )
      for name in tally.unmended.prefix(60) { print(name) }
    }
    #expect(tally.late == [])
    #expect(tally.hangs >= 20 || cases.count < 24)
    #expect(
      Double(tally.mended) >= 0.95 * Double(tally.hangs), "\(tally.unmended.prefix(20))")
  }

  private func look(
    at change: Mutation, _ plan: MachinePlan, _ name: String, _ expected: [UInt8]?,
    _ tally: inout Tally
  ) throws {
    tally.changes += 1
    let workload = plan.workload.replacing([change.instruction: change.word])
    let changed = MachinePlan(plan.description, workload)
    let place = "\(name) \(change)"
    let finder = changed.analysis.deadlocks(of: changed)
    let (certain, earliest) = moments(changed, finder)
    if certain != earliest {
      tally.late.append("\(place): \(certain ?? -1), not \(earliest ?? -1)")
    }
    guard !finder.completes else { return }
    tally.hangs += 1
    guard let repair = changed.analysis.repairs(of: changed).first else {
      return tally.unmended.append("\(place): no repair")
    }
    let mended = MachinePlan(plan.description, try workload.applying(repair, plan.description))
    if try memory(after: mended) == expected {
      tally.mended += 1
    } else {
      tally.unmended.append("\(place): \(repair.message)")
    }
  }

  /// After how many instructions a deadlock is said to be certain, and after how many it is: when
  /// a unit first waits at an instruction that, as a run to the end shows, never runs.
  private func moments(
    _ plan: MachinePlan, _ finder: DeadlockFinder
  ) -> (certain: Int?, earliest: Int?) {
    plan.analysis.forgoRepairs()
    defer { plan.analysis.wantRepairs() }
    var machine = DecoupledMachine(plan)
    var certain: Int?
    var waits: [(mark: Int, heads: [Int])] = []
    while true {
      let finished = machine.state.finished
      if certain == nil, machine.isDeadlockCertain(finder) { certain = finished }
      waits.append((finished, standing(machine)))
      if machine.stop.isFinal { break }
      machine.advance(steps: .max)
    }
    // The end of a stream that comes too early is a fault, and others may wait for ever then.
    if case .fault = machine.stop { return (certain, certain) }
    guard case .deadlock = machine.stop else { return (certain, nil) }
    let never = Set(standing(machine))
    return (certain, waits.first { !never.isDisjoint(with: $0.heads) }?.mark)
  }

  /// The instructions that units wait at.
  private func standing(_ machine: DecoupledMachine) -> [Int] {
    machine.waits.waiting.compactMap { $0.instruction?.value }
  }

  /// DRAM when everything has run; `nil` if it does not end well.
  private func memory(after plan: MachinePlan) throws -> [UInt8]? {
    var device = DecoupledDevice(plan.description)
    try device.load(plan.workload)
    while case .streamEnd = device.run() {}
    guard device.stop == .end else { return nil }
    return device.savedState().first { $0.name == "dram.bin" }?.bytes
  }

  @Test func aStoreThatDoesNotPushIsMended() throws {
    guard
      let golden = GoldenCase.all("negative").first(where: {
        $0.name == "neg_deadlock_finish_waits"
      })
    else { return }
    var device = try device(for: golden)
    device.run()
    guard case .deadlock(let deadlock) = device.stop else {
      Issue.record("\(device.stop)")
      return
    }
    #expect(deadlock.waits.starvedQueue == "s2g")
    #expect(deadlock.waits.circle == [])
    #expect(deadlock.culprit == 4)
    #expect(
      deadlock.repairs.map(\.message.text) == ["set `push_prev` of #4, so that it pushes s2g"])
    #expect(deadlock.waits.edges.map { [$0.pushed, $0.popped] } == [[0, 0]])
    #expect(
      device.explanation().contains {
        $0.sentence.text.hasPrefix("To mend it, set `push_prev` of #4")
      })
  }

  /// Two units that each wait for the other before they push.
  @Test func aCycleIsNamed() throws {
    let target = try goldenDescription()
    let load = try target.encode(.load, [.memory: 2], pops: ["g2l"], pushes: ["l2g"])
    let gemm = try target.encode(.gemm, pops: ["l2g"], pushes: ["g2l"])
    let words = [load, gemm, try target.encode(.finish)]
    let plan = MachinePlan(target, Workload(streams: [Stream(words: words)]))
    let deadlock = DecoupledMachine(plan).deadlock
    #expect(deadlock.waits.circle == ["load", "compute"])
    #expect(deadlock.waits.starvedQueue == nil)
    #expect(deadlock.repairs.map(\.message.text) == ["begin with 1 token in `g2l`"])
  }

}
