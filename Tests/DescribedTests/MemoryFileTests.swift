import Described
import Diagnostics
import Foundation
import ISA
import Simulation
import TargetKit
import Testing

/// Files of words for machines that are described by what they do, with files of bytes for memories.
@Suite struct MemoryFileTests {

  private static func withFolder(
    _ files: [String: [UInt8]], _ body: (String) throws -> Void
  ) throws {
    let folder = NSTemporaryDirectory() + "sluice-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)")) }
    try body(folder)
  }

  private static let data: [UInt8] = (0 ..< 16).map { 3 * $0 }
  private static let weights: [UInt8] = (0 ..< 64).map { $0 % 3 }

  private static var expected: [UInt8] {
    var bytes: [UInt8] = []
    for row in 0 ..< 2 {
      for output in 0 ..< 8 {
        var sum = 0
        for input in 0 ..< 8 {
          sum += Int(data[8 * row + input]) * Int(weights[8 * output + input])
        }
        bytes.append(UInt8(truncatingIfNeeded: sum))
      }
    }
    return bytes
  }

  /// Two rows of data times a block of weights, from 12288 on: where each is loaded from is in a
  /// register that an instruction before has written.
  private func words(_ bench: Bench) throws -> [UInt8] {
    bench.machine.instructionSet.bytes(
      of: .narrow(
        try [
          bench.word("set_address", ["value": 8192]), bench.word("set_length", ["value": 1]),
          bench.word("fetch_weights"), bench.word("set_address", ["value": 4096]),
          bench.word("set_length", ["value": 2]), bench.word("fetch"),
          bench.word("wait_dma", ["left": 0]), bench.word("set_rows", ["value": 2]),
          bench.word("product", ["begins": 1]), bench.word("wait_kernel", ["left": 0]),
          bench.word("set_address", ["value": 12288]), bench.word("write"),
          bench.word("wait_dma", ["left": 0]), bench.word("stop"),
        ]))
  }

  private func check(_ workload: Workload, on target: DescribedTarget) throws {
    var device = try target.makeDevice()
    try device.load(workload, RunOptions())
    #expect(device.run() == .end)
    #expect(try device.readDRAM(at: 12288, count: 16) == Self.expected)
  }

  @Test func memoriesAreWhereInstructionsLoadThem() throws {
    let bench = try Bench(Machines.named("counted-waits"))
    let target = DescribedTarget(bench.machine)
    let files = ["insns.bin": try words(bench), "data.bin": Self.data, "weights.bin": Self.weights]
    try Self.withFolder(files) { folder in
      let bare = BareFolder(target, bench.machine.instructionSet)
      try check(try bare.read(folder), on: target)
      let pieces = [
        BareFolder.Piece("data", path: "\(folder)/data.bin"),
        BareFolder.Piece(.address(8192), path: "\(folder)/weights.bin"),
      ]
      try check(try bare.read("\(folder)/insns.bin", pieces), on: target)
    }
  }

  @Test func whatIsLoadedAndStored() throws {
    let bench = try Bench(Machines.named("counted-waits"))
    let code = bench.machine.instructionSet.code(of: try words(bench))
    let uses = DescribedTarget(bench.machine).hostUses(of: code)
    #expect(
      uses == [
        HostUse(memory: "weights", isWrite: false, addresses: 8192 ..< 8256),
        HostUse(memory: "data", isWrite: false, addresses: 4096 ..< 4112),
        HostUse(memory: "sums", isWrite: true, addresses: 12288 ..< 12304),
      ])
  }

  @Test func whatNothingLoadsIsRefused() throws {
    let bench = try Bench(Machines.named("counted-waits"))
    try Self.withFolder(["insns.bin": try words(bench), "x.bin": [1]]) { folder in
      let bare = BareFolder(DescribedTarget(bench.machine), bench.machine.instructionSet)
      let error = #expect(throws: Diagnostic.self) {
        try bare.read("\(folder)/insns.bin", [.init("sums", path: "\(folder)/x.bin")])
      }
      #expect(error?.hints == ["it loads data, weights"])
    }
  }

  @Test(arguments: [Int.max, Int.max - 1, -1, 1 << 62, 1 << 32, (1 << 32) - 1])
  func whatIsBehindTheLastAddressIsRefused(_ address: Int) throws {
    let bench = try Bench(Machines.named("counted-waits"))
    try Self.withFolder(["insns.bin": try words(bench), "x.bin": [1, 2]]) { folder in
      let bare = BareFolder(DescribedTarget(bench.machine), bench.machine.instructionSet)
      let pieces = [BareFolder.Piece(.address(address), path: "\(folder)/x.bin")]
      let error = #expect(throws: Diagnostic.self) {
        try bare.read("\(folder)/insns.bin", pieces)
      }
      #expect(error?.message.hasPrefix("there is no room for 2 B at ") == true)
    }
  }

}
