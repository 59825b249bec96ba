import Debugger
import Diagnostics
import Foundation
import Simulation
import TargetKit
import Testing

/// Files of words and nothing else, for machines that are described by what they do.
@Suite struct RawStreamTests {

  /// A new folder, which is there for as long as `body` runs.
  private static func withFolder<T>(_ body: (String) throws -> T) throws -> T {
    let path = NSTemporaryDirectory() + "sluice-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private static func session(_ machine: String) throws -> Session {
    var session = Session(targets: Workshop.targets)
    try session.selectTargets(["\(Workshop.root)/samples/targets/\(machine).yaml"])
    return session
  }

  /// A session whose streams `machine` runs.
  private static func running(_ machine: String) throws -> Session {
    var session = try session(machine)
    if machine == "counted-waits" {
      _ = try session.loadStreams("\(Workshop.root)/samples/streams/counted-waits")
      return session
    }
    try session.load("\(Workshop.root)/samples/models/digits_mlp.onnx")
    try session.readCalibration(Workshop.images, scale: 1.0 / 16)
    try session.readInputs("\(Workshop.root)/samples/models/digits_mlp.npz", scale: nil)
    try session.applyAll()
    return session
  }

  @Test(arguments: ["pico", "gemmini", "bfa", "counted-waits"])
  func wordsComeBack(_ machine: String) throws {
    var session = try Self.running(machine)
    let text = try session.assemblerText()
    #expect(text.count > 10)
    try Self.withFolder { folder in
      _ = try session.saveStreams(folder)
      _ = try session.loadStreams(folder)
      #expect(try session.assemblerText() == text)
      _ = try session.run()
      let hash = session.stateHashText
      #expect(!hash.isEmpty)
      // The words alone, over the memory that is loaded.
      _ = try session.loadStreams("\(folder)/insns.bin")
      #expect(try session.assemblerText() == text)
      #expect(session.stateHashText != hash)
      _ = try session.run()
      #expect(session.stateHashText == hash)
    }
  }

  // MARK: - Mistakes

  /// What loading these bytes says, or running them if they are loaded.
  private static func said(_ machine: String, _ bytes: [UInt8]) throws -> String {
    try withFolder { folder in
      let path = "\(folder)/words.bin"
      try Data(bytes).write(to: URL(filePath: path))
      var session = try session(machine)
      do throws(Diagnostic) {
        _ = try session.loadStreams(path)
        let lines = try session.assemblerText()
        let report = try session.run()
        let listing = lines.joined(separator: "; ")
        return "\(listing): \(report.explanation.map(\.sentence.text).joined(separator: " "))"
      } catch {
        #expect(error.place?.file == path)
        return error.message
      }
    }
  }

  @Test func aLengthThatIsNoNumberOfWords() throws {
    #expect(
      try Self.said("pico", [1, 2, 3, 4, 5]) == "the file has 5 bytes, but an instruction has 4")
    #expect(
      try Self.said("gemmini", [UInt8](repeating: 2, count: 35))
        == "the file has 35 bytes, but an instruction has 17")
    #expect(try Self.said("bfa", []) == "there are no instructions in it")
    // The second one has an address, and 64 bits.
    #expect(
      try Self.said("counted-waits", [0x7f, 0, 0, 0, 1, 0, 0, 0])
        == "the file has 8 bytes, but its 1 whole instructions end at byte 4")
  }

  @Test func codesThatNoInstructionHas() throws {
    let gemmini = try Self.said("gemmini", [0x7f] + [UInt8](repeating: 0, count: 16))
    #expect(gemmini.hasPrefix("word 0x7f: "))
    #expect(gemmini.contains("opcode 127 is not defined"))
    let kind = try Self.said("gemmini", [0, 3] + [UInt8](repeating: 0, count: 15))
    #expect(kind.hasPrefix("word 0x300: "))
    #expect(kind.contains("no instruction has opcode 0 with `kind@8:2` = 3"))
    #expect(kind.contains("config_ex (kind = 0), config_ld (kind = 1), config_st (kind = 2)"))
    let wide = try Self.said("counted-waits", [0x20, 3, 0, 0])
    #expect(wide.contains("no instruction has opcode 32 with `what@8:2` = 3"))
    let narrow = try Self.said("pico", [0x0e, 0, 0, 0])
    #expect(narrow.hasPrefix("word 0xe: ") && narrow.contains("opcode 14 is not defined"))
    let floats = try Self.said("bfa", [0x0c, 0, 0, 0, 0, 0, 0, 0])
    #expect(floats.hasPrefix("word 0xc: ") && floats.contains("opcode 12 is not defined"))
  }

}
