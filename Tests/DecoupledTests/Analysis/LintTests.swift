import Effects
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct LintTests {

  private let target: DecoupledDescription

  init() throws { target = try #require(GoldenCase.description) }

  /// What lint says of a stream that ends, over an image of zeros.
  private func lint(
    _ words: [Word], _ hardware: HardwareLimits = HardwareLimits()
  ) throws -> [LintFinding] {
    let image = MemoryImage(segments: [
      MemoryImage.Segment(address: 4096, bytes: Array(repeating: 0, count: 8192))
    ])
    let all = words + [try target.encode(.finish)]
    let plan = MachinePlan(target, Workload(image: image, streams: [Stream(words: all)]))
    return try #require(StreamAnalysis(plan, hardware)).findings
  }

  private func spelled(_ findings: [LintFinding]) -> [String] {
    findings.map { finding in
      let range = finding.range.map { " \(finding.memory ?? "dram") \($0)" } ?? ""
      return
        "\(finding.kind.rawValue) \(finding.instruction?.value ?? -1) \(finding.others.map(\.value))\(range)"
    }
  }

  /// A load of sums and a store, of so many elements.
  private func load(_ sram: Int, _ count: Int) throws -> Word {
    try target.encode(
      .load, [.memory: 3, .sram: sram, .dram: 64, .rows: 1, .columns: count, .stride: count])
  }

  private func store(_ sram: Int, _ dram: Int, _ count: Int, pops: [String] = []) throws -> Word {
    try target.encode(
      .store, [.memory: 4, .sram: sram, .dram: dram, .rows: 1, .columns: count, .stride: count],
      pops: pops)
  }

  @Test func whatNothingWroteIsNamed() throws {
    let gemm = try target.encode(
      .gemm, [.uopEnd: 1, .outerCount: 2, .innerCount: 1, .destinationOuter: 3])
    let found = try lint([try load(0, 2), gemm])
    #expect(
      spelled(found) == [
        "uninitialised-read 1 [] uop 0..<1", "uninitialised-read 1 [] inp 0..<1",
        "uninitialised-read 1 [] wgt 0..<1", "uninitialised-read 1 [] acc 3..<4",
      ])
    #expect(found.allSatisfy { $0.severity == .warning && !$0.notes.isEmpty })
  }

  /// A load that another covers before anything reads it.
  @Test func whatNothingReadsIsNamed() throws {
    let found = try lint([try load(4, 2), try load(3, 2), try load(5, 4)])
    #expect(spelled(found) == ["dead-write 0 [2] acc 5..<6"])
  }

  @Test func whatIsStoredTwiceIsNamed() throws {
    let found = try lint([
      try load(0, 4), try store(0, 300, 4), try store(0, 302, 4),
    ]).filter { $0.kind == .deadStore }
    #expect(spelled(found) == ["dead-store 2 [1] dram 4832..<4864"])
  }

  /// Tokens that pile up, and instructions behind which what they wait for does not fit.
  @Test func depthsOfHardwareAreKept() throws {
    let push = try target.encode(.load, [.memory: 2], pushes: ["l2g"])
    let pop = try target.encode(.gemm, pops: ["l2g"])
    let words = [push, push, push, pop, pop, pop]
    let depths = [2, 3].map { HardwareLimits(tokenDepth: $0) }
    let found = try depths.map { try lint(words, $0).filter { $0.kind == .tokenDepth } }
    #expect(found.map(spelled) == [["token-depth 2 []"], []])

    let wait = try target.encode(.load, [.memory: 2], pops: ["g2l"])
    let give = try target.encode(.gemm, pushes: ["g2l"])
    let waiting = [wait, wait, wait, give, give, give]
    let queues = try [2, 3].map { try lint(waiting, HardwareLimits(queueDepth: $0)) }
    #expect(queues.map { $0.filter { $0.kind == .queueDepth }.map(\.instruction) } == [[2], []])
    #expect(queues[0].first { $0.kind == .queueDepth }?.others == [0])
  }

  @Test func endsAreChecked() throws {
    let end = try target.encode(.finish)
    let gemm = try target.encode(.gemm)
    let early = try lint([end, gemm])
    #expect(early.filter { $0.kind == .finishNotLast }.map(\.instruction) == [0])
    let plan = MachinePlan(target, Workload(streams: [Stream(words: [gemm, gemm])]))
    let missing = try #require(StreamAnalysis(plan)).findings
    #expect(spelled(missing) == ["missing-finish 1 []"])
  }

  @Test func lookingCanBeInterrupted() throws {
    let plan = MachinePlan(target, Workload(streams: [Stream(words: [try target.encode(.finish)])]))
    #expect(StreamAnalysis(plan, interruption: Interruption { true }) == nil)
  }

  /// Streams that were made for what all implementations define, and some that were not.
  @Test(arguments: [
    ("random_hw/hw_000", []), ("edge/edge_store_acc_passthrough", ["store-of-load"]),
    ("edge/edge_gemm_iter0", ["empty-loops"]), ("edge/edge_load_y0_pads", ["no-rows"]),
    ("edge/edge_acc8_pads", ["narrow-load"]), ("negative/ub_shr_imm_p33", ["wide-shift"]),
  ])
  func otherImplementationsDiffer(_ path: String, _ expected: [String]) throws {
    guard let shared = GoldenCase.shared else { return }
    let device = try device(for: try GoldenCase("\(shared)/golden/vta/\(path)"))
    let found = device.lint(for: "rtl-2021") ?? []
    let errors = found.filter { $0.severity != .note }.compactMap {
      $0.message.text.split(separator: ":").first
    }
    #expect(Set(errors.map(String.init)).isSuperset(of: expected), "\(errors)")
    #expect(!expected.isEmpty || errors.isEmpty, "\(errors)")
    #expect(device.lint(for: "none") == nil)
  }

}
