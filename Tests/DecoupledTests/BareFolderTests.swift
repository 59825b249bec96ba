import Diagnostics
import FoundationEssentials
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// Folders that another compiler wrote: instructions, and files for memories, without a manifest.
@Suite struct BareFolderTests {

  private let target: DecoupledTarget
  private let set: InstructionSet

  init() throws {
    target = DecoupledTarget(try goldenDescription())
    set = target.accelerator.instructionSet
  }

  /// What stands where the instructions store, once they have run, and 0 behind it: files have whole
  /// blocks of rows.
  private func stored(by workload: Workload, count: Int) throws -> [UInt8] {
    var device = DecoupledDevice(target.accelerator)
    try device.load(workload)
    device.run(to: nil, until: [], interruption: .never)
    #expect(device.stop == .end)
    let stores = target.hostUses(of: workload.streams[0].code).filter(\.isWrite)
    let first = try #require(stores.map(\.addresses.lowerBound).min())
    let end = try #require(stores.map(\.addresses.upperBound).max())
    let bytes = try device.readDRAM(at: first, count: min(count, end - first))
    return bytes + [UInt8](repeating: 0, count: count - bytes.count)
  }

  private var samples: String? { GoldenCase.shared.map { $0 + "/golden/standalone/" } }

  private func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  @Test(arguments: ["16x16_relu", "32x32", "average_pooling", "lenet5_conv1_relu"])
  func publishedOutputs(_ name: String) throws {
    guard let folder = samples.map({ $0 + name }) else { return }
    let expected = try bytes(folder + "/expected_out.bin")
    let workload = try BareFolder(target, set).read(folder)
    #expect(try stored(by: workload, count: expected.count) == expected)
  }

  /// Layers of one folder, each with what it is given.
  @Test(arguments: [
    (1, "input", "outL1_test"), (2, "inpL2", "outL2_test"), (3, "inpL3", "outL3"),
    (4, "outL3", "outL4"), (5, "outL4", "outL5"),
  ])
  func layers(_ layer: Int, _ input: String, _ output: String) throws {
    guard let folder = samples.map({ $0 + "lenet5/" }) else { return }
    let expected = try bytes(folder + "\(output).bin")
    let workload = try BareFolder(target, set).read(
      folder + "instructions_L\(layer).bin",
      [
        .init("uop", path: folder + "uop_L\(layer).bin"),
        .init("wgt", path: folder + "weight_L\(layer).bin"),
        .init("inp", path: folder + "\(input).bin"),
      ])
    #expect(try stored(by: workload, count: expected.count) == expected)
    let error = #expect(throws: Diagnostic.self) { try BareFolder(target, set).read(folder) }
    #expect(error?.message.hasPrefix("it has several files of instructions") == true)
  }

  // MARK: - Refusals

  private func withFolder(
    _ files: [String: [UInt8]], _ body: (String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "bare-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
    try body(folder.path)
  }

  private func message(_ files: [String: [UInt8]]) throws -> String {
    var found = ""
    try withFolder(files) { folder in
      let error = #expect(throws: Diagnostic.self) { try BareFolder(target, set).read(folder) }
      found = error?.message ?? ""
    }
    return found
  }

  /// Two loads of data and one of weights, from places next to each other.
  private func program() throws -> [UInt8] {
    let text = """
      load inp[0] <- dram[0x10] 1 x 2 stride 2
      load inp[8] <- dram[0x14] 1 x 2 stride 2
      load wgt[0] <- dram[0x2] 1 x 1 stride 1
      finish

      """
    let source = SourceText(name: "bare", text: text)
    return set.bytes(of: try Assembler(set, source: source).code())
  }

  @Test func bytesStandWhereTheyAreLoadedFrom() throws {
    let data = (0 ..< 96).map { UInt8($0) }
    let program = try program()
    try withFolder(["insns.bin": program, "input.bin": data, "weights.bin": [7]]) { folder in
      let workload = try BareFolder(target, set).read(folder)
      #expect(workload.image.regions.map(\.name) == ["inp", "wgt"])
      #expect(workload.image.bytes(at: 0x100, count: 96).map(Array.init) == data)
      #expect(workload.image.bytes(at: 0x200, count: 256)?.prefix(2) == [7, 0])
      #expect(workload.image.bytes(at: 0x200, count: 257) == nil)
    }
  }

  @Test func whatIsNotClearIsRefused() throws {
    let program = try program()
    #expect(try message([:]).contains("no `instructions.bin`"))
    #expect(
      try message(["insns.bin": program, "input.bin": [], "inp_2.bin": []])
        == "`inp` could be inp_2.bin or input.bin")
    let long = [UInt8](repeating: 1, count: 300)
    #expect(
      try message(["insns.bin": program, "input.bin": long, "weights.bin": [7]])
        .contains("stand in one place"))
    try withFolder(["insns.bin": program, "acc.bin": [1]]) { folder in
      let error = #expect(throws: Diagnostic.self) {
        try BareFolder(target, set).read(
          folder + "/insns.bin", [.init("acc", path: folder + "/acc.bin")])
      }
      #expect(error?.message.hasSuffix("loads `acc`") == true)
      #expect(error?.hints == ["it loads inp, wgt"])
    }
  }

}
