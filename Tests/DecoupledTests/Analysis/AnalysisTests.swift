import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct AnalysisTests {

  /// Nothing is found in streams with which nothing is wrong, but what they leave to chance.
  @Test func goodStreamsHaveNoErrors() throws {
    var failed: [String] = []
    var warnings: [LintFinding.Kind: Int] = [:]
    let cases = positiveCases()
    for golden in cases {
      let plan = try golden.plan()
      let analysis = try #require(StreamAnalysis(plan))
      for finding in analysis.findings {
        warnings[finding.kind, default: 0] += 1
        guard finding.severity == .error else { continue }
        failed.append("\(golden.name) \(finding.instruction ?? -1): \(finding.message)")
      }
      if !analysis.simulation.completes { failed.append("\(golden.name) gets stuck") }
    }
    if isFull { print(warnings.map { "\($0.key) \($0.value)" }.sorted()) }
    #expect(cases.count >= 5)
    #expect(failed == [])
  }

  /// What lint says of wrong streams: a kind and the instruction.
  @Test(arguments: [
    ("neg_alu_dst_oob", "fault 4"), ("neg_alu_op_5", "fault 4"),
    ("neg_deadlock_finish_waits", "deadlock 5"), ("neg_dram_beyond", "fault 4"),
    ("neg_dram_page0", "fault 4"), ("neg_dram_runs_over_end", "fault 4"),
    ("neg_gemm_acc_oob", "fault 4"), ("neg_gemm_wgt_oob", "fault 4"),
    ("neg_load_memid_4", "fault 4"), ("neg_load_pop_prev", "fault 0"), ("neg_op_5", "fault 4"),
    ("neg_sram_base_oob", "fault 4"), ("neg_sram_load_inp_oob", "fault 0"),
    ("neg_stale_queue_after_exception", "fault 1"), ("neg_store_dram_runs_over_end", "fault 2"),
    ("neg_store_memid_0", "fault 2"), ("neg_store_pop_next", "fault 1"),
    ("neg_load_unsynced_with_finish", "unawaited 0"),
    ("neg_store_unsynced_after_finish", "unawaited 1"), ("neg_leftover_token", "leftover-tokens 2"),
    ("neg_race_missing_war_token", "race 5"),
  ])
  func lintFindsWhatIsWrong(_ name: String, _ expected: String) throws {
    guard let golden = GoldenCase.all("negative").first(where: { $0.name == name }) else { return }
    var device = try device(for: golden)
    let findings = device.lint() ?? []
    let spelled = findings.map { "\($0.kind.rawValue) \($0.instruction?.value ?? -1)" }
    #expect(spelled.contains(expected), "\(spelled)")
    // The words of a fault are those of the machine.
    while case .streamEnd = device.run() {}
    if case .fault(let fault) = device.stop {
      let message = findings.first { $0.kind == .fault && $0.instruction == fault.instruction }
      #expect(message?.message == fault.message)
    }
  }

  @Test func aRaceNamesBothAndWhatIsMissing() throws {
    guard
      let golden = GoldenCase.all("negative").first(where: {
        $0.name == "neg_race_missing_war_token"
      })
    else { return }
    let analysis = try #require(StreamAnalysis(try golden.plan()))
    let race = try #require(analysis.races.first)
    #expect(Set([race.first.kind, race.second.kind]) == [.read, .write])
    #expect(Set([race.first.unit, race.second.unit]) == ["load", "compute"])
    #expect(race.memory == "inp")
    #expect(race.missing.map(\.queue) == ["g2l"])
    #expect(race.advice?.text.contains("has to push g2l (`push_prev`)") == true, "\(race)")
  }

  /// The n-th pop takes the n-th token: each stream's own run says who pushed what.
  @Test func tokensKnowTheirPartners() throws {
    var failed: [String] = []
    var pairs = 0
    for golden in positiveCases().prefix(60) {
      var device = try device(for: golden)
      while !device.stop.isFinal {
        let before = device.tokenQueues
        guard let next = device.nextInstruction else { break }
        device.step()
        for (was, queue) in zip(before, device.tokenQueues) where queue.lastPop == next {
          guard was.lastPop != next, let pusher = was.pushers.first else { continue }
          pairs += 1
          if device.pusher(ofPopBy: next, queue: queue.name) != pusher
            || device.popper(ofPushBy: pusher, queue: queue.name) != next
          {
            failed.append("\(golden.name) \(queue.name) #\(next)")
          }
        }
      }
    }
    #expect(pairs >= 10)
    #expect(failed == [])
  }

  /// Damaged streams never crash or hang what looks at them.
  @Test func damagedStreamsAreLookedAt() throws {
    var random = SplitMix64(seed: 21)
    let cases = positiveCases()
    var found = 0
    for _ in 0 ..< (isFull ? 4000 : 400) {
      let golden = cases[random.below(min(cases.count, 150))]
      let workload = try damaged(golden, &random)
      let plan = MachinePlan(try #require(GoldenCase.description), workload)
      let analysis = try #require(
        StreamAnalysis(plan, HardwareLimits(queueDepth: 4, tokenDepth: 1)))
      found += analysis.findings.count
    }
    #expect(found > 100)
  }

  /// What a run shows was known before, as far as it does not depend on data.
  @Test func runsShowWhatWasKnown() throws {
    var random = SplitMix64(seed: 8)
    let cases = positiveCases().filter { $0.name.contains("_") }
    var failed: [String] = []
    var compared = 0
    for round in 0 ..< (isFull ? 3000 : 300) {
      let golden = cases[random.below(min(cases.count, 150))]
      let isWhole = round % 4 == 0
      let workload = isWhole ? try golden.workload() : try damaged(golden, &random)
      let plan = MachinePlan(try #require(GoldenCase.description), workload)
      let known = try #require(StreamAnalysis(plan))
      var run = RunAnalysis(plan)
      run.run(limit: 1 << 20)
      if let uncertain = known.firstDataDependent, run.sequence.contains(uncertain) { continue }
      compared += 1
      failed += differences(known, run).map { "\(golden.name) \(round): \($0)" }
    }
    if isFull { print("compared \(compared)") }
    #expect(compared >= 100)
    #expect(failed == [])
  }

  /// Flips some bits, or leaves some of the end out.
  private func damaged(
    _ golden: GoldenCase, _ random: inout SplitMix64
  ) throws -> Workload {
    var workload = try golden.workload()
    guard !workload.streams.isEmpty, !workload.streams[0].words.isEmpty else { return workload }
    if random.below(8) == 0 {
      workload.streams[0].words.removeLast(random.below(workload.streams[0].words.count))
    }
    for _ in 0 ... random.below(2) {
      let index = random.below(workload.streams[0].words.count)
      let bit = random.below(128)
      workload.streams[0].words[index][bit, 1] ^= 1
    }
    return workload
  }

  /// In what the findings of a run differ from those before it, up to where it stopped.
  private func differences(_ known: StreamAnalysis, _ run: RunAnalysis) -> [String] {
    let ran = Set(run.sequence)
    let before = known.findings.filter {
      [.race, .uninitialisedRead].contains($0.kind) && ran.contains($0.instruction?.value ?? -1)
    }
    let spelled = { (finding: LintFinding) in
      "\(finding.kind.rawValue) \(finding.instruction ?? -1) \(finding.others) \(finding.message)"
    }
    let races = run.pass.races.map {
      "race \($0.second.instruction) [\($0.first.instruction)] \($0.message)"
    }
    let now = Set(
      races + run.pass.lint.sorted().filter { $0.kind == .uninitialisedRead }.map(spelled))
    var found = Set(before.map(spelled)).symmetricDifference(now).sorted()
    switch run.machine.stop {
    case .fault(let fault) where fault.kind != .finish:
      if known.firstFault != fault.instruction.value { found.append("fault \(fault)") }
    case .fault(let fault):
      let kinds: Set<LintFinding.Kind> = [.finishNotLast, .missingFinish]
      // What never runs has not run either when the end comes.
      let isKnown = known.findings.contains { kinds.contains($0.kind) }
      if !isKnown, known.simulation.completes { found.append("\(fault)") }
    case .deadlock(let deadlock):
      if known.simulation.completes { found.append("\(deadlock)") }
    case .end:
      if known.firstFault != nil || !known.simulation.completes { found.append("ended") }
    default: break
    }
    return found
  }

}
