import Foundation

/// Inputs that commands need long for, in a folder of their own that is gone afterwards.
final class LongInputs {

  let folder: URL

  private static let sample = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../samples/streams/gemm").standardized

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try makeStream(repetitions: 10_000)
    try text(
      ["gemm uop[0:8191] loop 16383 x 16383 acc +0,+0 inp +0,+0 wgt +0,+0", "finish"], "huge.asm")
    try text(
      ["gemm uop[0:8191] loop 600 x 16 acc +0,+0 inp +0,+0 wgt +0,+0", "finish"], "large.asm")
    try text(
      [
        "#[version = \"0.0.5\"]",
        "def @main(%x: Tensor[(1, 256, 256, 256), float32]) {",
        "  %0 = ones(shape=[256, 256, 7, 7], dtype=\"float32\");",
        "  nn.conv2d(%x, %0, padding=[3, 3, 3, 3])",
        "}",
      ], "huge.relay")
    try text(chain(), "macros.sluice")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  private func text(_ lines: [String], _ name: String) throws {
    try (lines.joined(separator: "\n") + "\n")
      .write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }

  /// Macros each of which carries out the next one twice: 2²⁴ lines.
  private func chain() -> [String] {
    let names = (0 ..< 24).map { "chain\(String(UnicodeScalar(UInt8(97 + $0))))" }
    return zip(names, names.dropFirst() + ["echo x"]).flatMap { name, next in
      ["define \(name)", next, next, "end"]
    }
  }

  /// The small product of the samples again and again; all but the first wait for the store before.
  private func makeStream(repetitions: Int) throws {
    let words = try Data(contentsOf: Self.sample.appending(path: "insns.bin"))
    let body = words.dropLast(16)
    var later = body
    later[later.startIndex] |= 0x10
    var instructions = Data(body)
    for _ in 1 ..< repetitions { instructions += later }
    instructions += words.suffix(16)
    let image = try Data(contentsOf: Self.sample.appending(path: "dram_before.bin"))
    let manifest = "{\"name\": \"long\", \"dram_base\": 4096, \"dram_size\": \(image.count)}"
    let stream = folder.appending(path: "stream")
    try FileManager.default.createDirectory(at: stream, withIntermediateDirectories: true)
    try instructions.write(to: stream.appending(path: "insns.bin"))
    try image.write(to: stream.appending(path: "dram_before.bin"))
    try Data(manifest.utf8).write(to: stream.appending(path: "manifest.json"))
  }

}
