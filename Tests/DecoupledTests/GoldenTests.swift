import Diagnostics
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct GoldenTests {

  /// The differences between a device that has run everything and what the manifest says.
  private func differences(_ device: DecoupledDevice, _ golden: GoldenCase) throws -> [String] {
    var found: [String] = []
    let files = Dictionary(
      uniqueKeysWithValues: device.savedState().map { ($0.name, $0.bytes) })
    if try files["dram.bin"] != golden.bytes("dram_after.bin") { found.append("DRAM") }
    for window in golden.manifest["sram_windows"]?.elements ?? [] {
      guard let name = window["mem"]?.text, let base = window["base"]?.integer,
        let count = window["count"]?.integer, let offset = window["file_offset"]?.integer,
        let bytes = window["bytes"]?.integer
      else { continue }
      let expected = try golden.bytes("sram_after.bin")[offset ..< offset + bytes]
      let size = bytes / count
      let whole = files["\(name).bin"] ?? []
      if whole[base * size ..< (base + count) * size] != expected { found.append(name) }
    }
    let run = golden.run()
    for member in run["sram_fnv1a64"]?.members ?? []
    where fnv(files["\(member.name).bin"] ?? []) != member.value.text {
      found.append("hash of \(member.name)")
    }
    for queue in device.tokenQueues where tokensLeft(in: queue.name, device, golden) != queue.level
    {
      found.append(queue.name)
    }
    let counters = run["profiler"] ?? golden.manifest["counters"]
    for counter in device.counters where counters?[counter.name]?.integer != counter.value {
      found.append("\(counter.name) \(counter.value)")
    }
    return found
  }

  /// What the manifest says of a queue, or for captured streams, of which nobody looked into the
  /// queues, how many tokens more are pushed than popped.
  private func tokensLeft(
    in queue: String, _ device: DecoupledDevice, _ golden: GoldenCase
  ) -> Int? {
    guard golden.manifest["kind"]?.text == "tvm" else {
      return golden.run()["tokens_left"]?[queue]?.integer
    }
    return device.instructions(device.workload.numbers).reduce(0) {
      $0 + ($1.pushes.contains(queue) ? 1 : 0) - ($1.pops.contains(queue) ? 1 : 0)
    }
  }

  private func run(_ golden: GoldenCase) throws -> [String] {
    var device = try device(for: golden)
    var stop = device.run()
    while case .streamEnd = stop { stop = device.run() }
    if stop != .end { return ["stopped: \(stop)"] + device.explanation().lines }
    return try differences(device, golden)
  }

  @Test(arguments: ["random", "random_hw", "test_lib", "runtime", "tvm", "edge"])
  func everyCaseEndsAsItDidThere(_ kind: String) throws {
    var failed: [String] = []
    for golden in GoldenCase.all(kind) {
      let found = try run(golden)
      if !found.isEmpty { failed.append("\(golden.name): \(found.joined(separator: ", "))") }
    }
    #expect(failed == [])
  }

  @Test func carriedCasesEndAsTheyDidThere() throws {
    let cases = GoldenCase.cases(in: GoldenCase.carried)
    var failed: [String] = []
    for golden in cases {
      let found = try run(golden)
      if !found.isEmpty { failed.append("\(golden.name): \(found.joined(separator: ", "))") }
    }
    #expect(cases.count >= 5)
    #expect(failed == [])
  }

  /// Listing and assembling gives the bytes of every stream there is.
  @Test(arguments: ["random", "random_hw", "test_lib", "runtime", "tvm", "edge", "negative"])
  func listingsAreAssembledToTheSameBytes(_ kind: String) throws {
    let set = try goldenDescription().instructionSet
    var failed: [String] = []
    for golden in GoldenCase.all(kind) {
      let bytes = try golden.bytes("insns.bin")
      let text = set.listing(of: set.words(of: bytes))
      let words = try Assembler(set, source: .init(name: golden.name, text: text)).words()
      if set.bytes(of: words) != bytes { failed.append(golden.name) }
    }
    #expect(failed == [])
  }

}
