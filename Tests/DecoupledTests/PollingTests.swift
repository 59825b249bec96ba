import Diagnostics
import Glibc
import ISA
import Simulation
import Support
import Synchronization
import TargetKit
import Testing

@testable import Decoupled

/// Work over a million instructions asks all the time whether it is wanted, and keeps nothing that it
/// did not finish.
@Suite(.serialized) struct PollingTests {

  /// Notes the longest time between two questions: that of the processor, which does not depend on
  /// what else the machine does.
  private final class Watch: Sendable {

    private let last = Atomic(0)
    private let longest = Atomic(0)

    private func now() -> Int {
      var time = timespec()
      unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
    }

    private func ask() {
      let now = now()
      let gap = now - last.exchange(now, ordering: .relaxed)
      if gap > longest.load(ordering: .relaxed) { longest.store(gap, ordering: .relaxed) }
    }

    /// The longest time that `work` does not ask.
    /// - Units: milliseconds.
    func gap(in work: (Interruption) throws -> Void) rethrows -> Int {
      last.store(now(), ordering: .relaxed)
      longest.store(0, ordering: .relaxed)
      let interruption = Interruption { [self] in
        ask()
        return false
      }
      try interruption.governing { try work(interruption) }
      ask()
      return longest.load(ordering: .relaxed) / 1_000
    }
  }

  /// Loads, products and stores that wait for each other: a million instructions.
  private func workload(rounds: Int = 250_000) throws -> Workload {
    let word = try WordMaker()
    let load = word(
      "load",
      [
        "memory_type": 2, "dram_base": 0x100, "x_size": 4, "y_size": 1, "x_stride": 4,
        "pop_next": 1, "push_next": 1,
      ])
    let gemm = word(
      "gemm",
      [
        "uop_end": 1, "iter_out": 2, "iter_in": 2, "dst_factor_in": 1, "pop_prev": 1,
        "push_prev": 1, "push_next": 1,
      ])
    let store = word(
      "store",
      [
        "memory_type": 4, "dram_base": 0x200, "x_size": 1, "y_size": 2, "x_stride": 3,
        "pop_prev": 1, "push_prev": 1,
      ])
    let last = word("gemm", ["pop_next": 1])
    let words = (0 ..< rounds).flatMap { _ in [load, gemm, store, last] } + [word("finish")]
    let image = MemoryImage(
      segments: [MemoryImage.Segment(address: 4096, bytes: [UInt8](repeating: 1, count: 32768))])
    return Workload(
      image: image, streams: [Stream(words: words)], initialTokens: ["g2l": 1])
  }

  /// Twice what is wanted, for a machine that is slow; the figures are printed.
  /// - Units: milliseconds.
  private static let most = 200

  @Test func loadingAndAnalysesAsk() throws {
    let workload = try workload()
    var device = DecoupledDevice(try ClockFixture.description.get())
    let watch = Watch()
    var gaps: [(what: String, gap: Int)] = []
    gaps.append(("load", try watch.gap { _ in try device.load(workload, RunOptions()) }))
    let plan = device.machine.plan
    gaps.append(("deadlocks", watch.gap { _ in _ = plan.analysis.deadlocks(of: plan) }))
    gaps.append(("order", watch.gap { _ in _ = plan.analysis.order(of: plan) }))
    gaps.append(("races", watch.gap { _ = device.races(interruption: $0) }))
    // To give back a quarter of a million findings takes long too, and nobody waits for it.
    var findings: [LintFinding]?
    gaps.append(
      ("lint for", watch.gap { findings = device.lint(for: "rtl-2021", interruption: $0) }))
    #expect(findings?.count == 250_000)
    let limits = HardwareLimits(queueDepth: 8, tokenDepth: 1)
    gaps.append(("lint", watch.gap { _ = device.lint(limits, interruption: $0) }))
    gaps.append(
      ("instructions", watch.gap { _ in _ = device.instructions(0 ..< 20_000) }))
    print("the longest without a question, in ms: \(gaps.map { "\($0.what) \($0.gap)" })")
    for one in gaps { #expect(one.gap <= Self.most, "\(one.what)") }
  }

  @Test func repairsAsk() throws {
    var workload = try workload(rounds: 60_000)
    let word = try WordMaker()
    let wait = word("load", ["memory_type": 2, "pop_next": 1])
    workload.streams[0].words.insert(wait, at: 120_000)
    let plan = MachinePlan(try ClockFixture.description.get(), workload)
    var repairs: [Repair] = []
    let gap = Watch().gap { _ in repairs = plan.analysis.repairs(of: plan) }
    print("the longest without a question in repairs, in ms: \(gap)")
    #expect(repairs.first?.isRun == true)
    #expect(gap <= Self.most)
  }

  /// What is interrupted is not kept, wherever that happens; the next time it is whole.
  @Test func nothingUnfinishedIsKept() throws {
    let workload = try workload(rounds: 20_000)
    let target = try ClockFixture.description.get()
    let whole = MachinePlan(target, workload)
    let findings = StreamAnalysis(whole)?.findings
    let expected = whole.analysis.deadlocks(of: whole)
    for asked in [1, 2, 3, 5, 8, 13] {
      let plan = MachinePlan(target, workload)
      let interruption = Interruption.whenAsked(asked)
      interruption.governing {
        let known = plan.analysis.streams(of: plan, interruption: interruption)
        #expect(known == nil || known?.findings == findings)
        _ = plan.analysis.races(of: plan, interruption: interruption)
        _ = plan.analysis.repairs(of: plan)
      }
      #expect(plan.analysis.deadlocks(of: plan).simulation.sequence == expected.simulation.sequence)
      #expect(plan.analysis.order(of: plan).clocks == whole.analysis.order(of: whole).clocks)
      #expect(plan.analysis.streams(of: plan)?.findings == findings)
      #expect(plan.analysis.repairs(of: plan) == [])
    }
  }

  /// A load that is interrupted is none: the device has what it had.
  @Test func anInterruptedLoadChangesNothing() throws {
    var device = DecoupledDevice(try ClockFixture.description.get())
    let word = try WordMaker()
    let before = Workload(streams: [Stream(words: [word("finish")])])
    try device.load(before)
    let workload = try workload()
    #expect(throws: Diagnostic.self) {
      try Interruption.whenAsked(3).governing { try device.load(workload) }
    }
    #expect(device.workload == before)
    #expect(device.run() == .end)
  }

  /// A product of 2⁴¹ steps is followed back until somebody presses ^C.
  @Test func originsEnd() throws {
    let word = try WordMaker()
    let huge = word(
      "gemm", ["uop_end": 8191, "iter_out": 16383, "iter_in": 16383])
    var device = DecoupledDevice(try ClockFixture.description.get())
    try device.load(Workload(streams: [Stream(words: [huge, word("finish")])]))
    device.run(to: Mark(instruction: 0, step: 1), until: [], interruption: .never)
    let place = CellPlace("acc", 0 ..< 1)
    let interruption = Interruption.whenAsked(20)
    _ = interruption.governing {
      Result { try device.origin(of: place, interruption: interruption) }
    }
    let plan = device.machine.plan
    #expect(plan.instructions[0].operation.product != nil)
    let cells: Set = [Cell(slot: plan.sumsNumber, index: 0, lane: 0)]
    let again = Interruption.whenAsked(20)
    again.governing { _ = device.machine.sources(of: cells, by: 0) }
    #expect(again.isRequested)
  }

}
