import Diagnostics
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct NegativeTests {

  /// What is wrong in each case, and with which instruction; `nil` for what ends well.
  private static let causes: [String: (kind: String, instruction: Int?)] = [
    "neg_alu_dst_oob": ("memory-range", 4), "neg_alu_op_5": ("undefined-operation", 4),
    "neg_deadlock_finish_waits": ("deadlock", 5), "neg_dram_beyond": ("address", 4),
    "neg_dram_page0": ("address", 4), "neg_dram_runs_over_end": ("image-end", 4),
    "neg_gemm_acc_oob": ("memory-range", 4), "neg_gemm_wgt_oob": ("memory-range", 4),
    "neg_load_memid_4": ("undefined-memory", 4), "neg_load_pop_prev": ("flag", 0),
    "neg_op_5": ("undefined-opcode", 4), "neg_race_missing_war_token": ("race", 5),
    "neg_sram_base_oob": ("memory-range", 4), "neg_store_unsynced_after_finish": ("race", 1),
    "neg_sram_load_inp_oob": ("memory-range", 0),
    "neg_stale_queue_after_exception": ("padding", 1),
    "neg_store_dram_runs_over_end": ("image-end", 2),
    "neg_store_memid_0": ("undefined-memory", 2), "neg_store_pop_next": ("flag", 1),
  ]

  @Test func everyWrongProgramIsExplained() throws {
    var failed: [String] = []
    for golden in GoldenCase.all("negative") {
      var device = try device(for: golden)
      var stop = device.run()
      while case .streamEnd = stop { stop = device.run() }
      let expected = Self.causes[golden.name]
      let found: String
      switch stop {
      case .fault(let fault): found = "\(fault.kind.rawValue) \(fault.instruction.value)"
      case .deadlock(let deadlock):
        found = "deadlock \(deadlock.waits.first?.instruction?.value ?? -1)"
      case .race(let race): found = "race \(race.second.instruction.value)"
      case .end: found = "end"
      default: found = "\(stop)"
      }
      let wanted = expected.map { "\($0.kind) \($0.instruction ?? -1)" } ?? "end"
      if found != wanted {
        failed.append("\(golden.name): \(found), not \(wanted): \(device.explanation())")
      }
      if stop.isFinal, stop != .end, device.explanation().lines.count < 2 {
        failed.append("\(golden.name): nothing is explained")
      }
    }
    #expect(failed == [])
  }

  /// A stream that ends well here and may not elsewhere is warned of.
  @Test(arguments: [
    (
      "neg_load_unsynced_with_finish", "the end of the stream does not wait for #0 of the load unit"
    ),
    (
      "neg_store_unsynced_after_finish",
      "the end of the stream does not wait for #1 of the store unit"
    ),
    ("neg_leftover_token", "1 token is left in `l2g`, pushed by #2"),
  ])
  func warnings(_ name: String, _ message: String) throws {
    guard let golden = GoldenCase.all("negative").first(where: { $0.name == name }) else { return }
    var device = try device(for: golden)
    while case .race = device.run() {}
    #expect(device.warnings.map(\.sentence.text).contains(message), "\(device.warnings)")
  }

  /// Where the outcome is defined, it is what the simulator's was.
  @Test func whatEndsWellEndsAsThere() throws {
    var failed: [String] = []
    for golden in GoldenCase.all("negative") where golden.run()["status"]?.text == "ok" {
      guard golden.manifest["deterministic"]?.flag == true,
        golden.name != "neg_race_missing_war_token"
      else { continue }
      var device = try device(for: golden)
      while case .streamEnd = device.run() {}
      let files = device.savedState()
      let dram = files.first { $0.name == "dram.bin" }?.bytes ?? []
      if fnv(dram) != golden.run()["dram_fnv1a64"]?.text { failed.append("\(golden.name) dram") }
      for file in files where file.name.hasSuffix(".bin") && file.name != "dram.bin" {
        let hash = golden.run()["sram_fnv1a64"]?[String(file.name.dropLast(4))]?.text
        if hash != fnv(file.bytes) { failed.append("\(golden.name) \(file.name)") }
      }
    }
    #expect(failed == [])
  }

}
