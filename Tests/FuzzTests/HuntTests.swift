import Foundation
import Testing

@testable import Fuzz

/// The whole tool, on inputs that fail in every way that there is.
@Suite(.serialized) struct HuntTests {

  private struct Run {
    let code: Int32
    let output: String

    init(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(filePath: Trial.program)
      process.arguments = arguments
      process.currentDirectoryURL = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      code = process.terminationStatus
    }
  }

  /// Traps, hangs, memory, exit codes and promises are each seen, and the run goes on behind them.
  @Test func everyFaultIsSeen() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try Run(
      "self-test", "--seed", "3", "--seconds", "120", "--inputs", "60", "--limit", "5",
      "--memory", "512", "--minimize", "8", "--most", "5", "--findings", folder.path)
    #expect(run.code == 1)
    for fault: Fault in [.hang, .memory, .exitCode(9), .brokenPromise] {
      #expect(run.output.contains(fault.text), "\(run.output)")
    }
    #expect(run.output.contains("ended by signal") && run.output.contains("an input that traps"))
    #expect(run.output.contains("--only"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.count == 5)
    let texts = try files.map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }
    #expect(texts.contains("trap") && texts.contains("leave") && texts.contains("break"))
  }

  /// An input that was found fails again by its number, and by the file that it was written to.
  @Test func findingsAreRepeated() throws {
    let run = try Run(
      "self-test", "--seed", "3", "--inputs", "60", "--minimize", "0", "--limit", "1", "--most", "1"
    )
    let word = try #require(run.output.split(separator: "--only ").dropFirst().first)
    let number = String(word.prefix { $0.isNumber })
    let again = try Run(
      "self-test", "--seed", "3", "--only", number, "--minimize", "0", "--limit", "1")
    #expect(run.code == 1 && again.code == 1)
    #expect(again.output.contains("input \(number) of seed 3"))
  }

  /// Nets are loaded and parted, and no edit of them breaks anything.
  @Test func editsKeepTheirPromises() throws {
    let run = try Run("edits", "--seed", "11", "--inputs", "12", "--seconds", "120")
    #expect(run.code == 0, "\(run.output)")
    #expect(run.output.contains("12 accepted"), "\(run.output)")
  }

  @Test func usageIsTwo() throws {
    #expect(try Run("nothing-like-it").code == 2)
    #expect(try Run("all", "--only", "3").code == 2)
    #expect(try Run("self-test", "--jobs", "0").code == 2)
  }

}
