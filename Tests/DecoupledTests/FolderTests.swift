import Diagnostics
import FoundationEssentials
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

@Suite struct FolderTests {

  private func temporary(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(
      path: "stream-\(name)-\(UInt64.random(in: 0 ... .max))"
    )
    .path
  }

  /// What is written is read back equal, and runs to the same state.
  @Test func foldersAreReadBack() throws {
    let set = try goldenDescription().instructionSet
    for golden in GoldenCase.cases(in: GoldenCase.carried) + GoldenCase.all("tvm") {
      var workload = try StreamFolder(set).read(golden.path)
      workload.streams[0].statements = ["load x", "compute y"]
      workload.streams[0].statementIndices = workload.streams[0].words.indices.map { $0 % 2 }
      let folder = temporary(golden.name)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try StreamFolder(set).write(workload, to: folder)
      #expect(try StreamFolder(set).read(folder) == workload)
    }
  }

  @Test func everyStreamOfAManifestIsRead() throws {
    guard let golden = GoldenCase.all("negative").first(where: { $0.name == "neg_leftover_token" })
    else { return }
    let workload = try StreamFolder(try goldenDescription().instructionSet).read(golden.path)
    #expect(workload.streams.map(\.words.count) == [5, 3])
  }

  /// Whatever a manifest says, it is read or explained.
  @Test func damagedManifestsAreExplained() throws {
    let golden = try #require(GoldenCase.cases(in: GoldenCase.carried).first)
    let set = try goldenDescription().instructionSet
    let text = String(decoding: try golden.bytes("manifest.json"), as: UTF8.self)
    let folder = temporary("damaged")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try StreamFolder(set).write(try StreamFolder(set).read(golden.path), to: folder)
    let lies = [
      ("\"dram_size\": 12288", "\"dram_size\": 12289"),
      ("\"dram_base\": 4096", "\"dram_base\": -1"),
      ("\"dram_base\": 4096", "\"dram_base\": 9223372036854775807"),
      ("\"dram_base\": 4096", "\"dram_base\": \"x\""), ("\"count\":7", "\"count\":700"),
      ("\"count\":7", "\"count\":9223372036854775807"), ("\"count\":7", "\"count\":-1"),
      ("\"streams\": [", "\"streams\": [1,"), ("\"dram_base\": 4096,", ""),
      ("\"dram_base\": 4096,", "\"segments\": [{\"phys\":0,\"bytes\":8,\"file_offset\":12287}],"),
      (
        "\"dram_base\": 4096,",
        "\"segments\": [{\"phys\":0,\"bytes\":8,\"file_offset\":0},{\"phys\":4,\"bytes\":8,\"file_offset\":0}],"
      ),
    ]
    var accepted: [String] = []
    for (truth, lie) in lies {
      #expect(text.contains(truth))
      let changed = text.replacing(truth, with: lie, maxReplacements: 1)
      try Data(changed.utf8).write(to: URL(filePath: folder + "/manifest.json"))
      do throws(Diagnostic) {
        _ = try StreamFolder(set).read(folder)
        accepted.append(lie)
      } catch {
        if error.message.isEmpty { accepted.append(lie) }
      }
    }
    #expect(accepted == [])
    for cut in stride(from: 0, to: text.utf8.count, by: 37) {
      try Data(Array(text.utf8.prefix(cut))).write(to: URL(filePath: folder + "/manifest.json"))
      #expect(throws: Diagnostic.self) { try StreamFolder(set).read(folder) }
    }
  }

  /// Any instructions over any image stop somewhere, at the latest when asked to.
  @Test(arguments: 0 ..< 40)
  func randomInstructionsNeverTrap(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let description = try goldenDescription()
    let words = (0 ..< 40).map { _ in
      var word = Word(low: random.next(), high: random.next())
      if random.next() % 8 != 0 { word[0, 3] = random.next() % 5 }
      word[3, 4] = random.next() & random.next() & random.next()
      if random.next() % 2 == 0 { word.high &= random.next() & random.next() }
      if random.next() % 2 == 0 { word.low &= random.next() & random.next() | 0x7f }
      return word
    }
    let bytes = (0 ..< 8192).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    var device = DecoupledDevice(description)
    let image = MemoryImage(segments: [.init(address: 4096, bytes: bytes)])
    try device.load(Workload(image: image, streams: [Stream(words: words), Stream(words: [])]))
    let interruption = Interruption.whenAsked(4)
    for _ in 0 ..< 60 where !device.stop.isFinal {
      device.step(.instruction, count: 1, interruption: interruption)
      if device.stop == .interrupted { break }
    }
    _ = device.explanation() + device.units.flatMap { device.explanation(ofUnit: $0.name) }
    _ = device.instructions(0 ..< 40)
    let mark = device.mark
    let hash = device.stateHash
    device.seek(to: .init())
    device.seek(to: mark)
    #expect(device.mark == mark)
    #expect(device.stateHash == hash)
  }

}
