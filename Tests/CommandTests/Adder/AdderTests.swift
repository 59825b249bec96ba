import Debugger
import Decoupled
import Diagnostics
import Foundation
import TargetKit
import Testing

@testable import Commands

/// A family is its own files and one line in a list: one with no tokens, no clock and no analysis goes
/// through the whole tool, and what it can not do is said.
@Suite struct AdderTests {

  private static let text = """
    name: abacus
    version: 1
    kind: adder
    summary: eight cells
    cells: 8
    """

  private static let listing = """
    add cells[0] 5
    add cells[1] 7
    multiply cells[0] 3
    add cells[0] -1
    add cells[2] 2

    """

  /// An interpreter that has the two files, where the accelerator is chosen.
  private static func withAdder(_ body: (inout Interpreter, _ listing: String) throws -> Void)
    throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let description = folder.appending(path: "abacus.yaml").path
    let stream = folder.appending(path: "sum.txt").path
    try Data(text.utf8).write(to: URL(filePath: description))
    try Data(listing.utf8).write(to: URL(filePath: stream))
    _ = FileManager.default.changeCurrentDirectoryPath(Headless.root)
    let targets = TargetTable(
      families: [.decoupled, .adder], builtIns: BuiltInTargets().sources)
    var interpreter = Interpreter(Session(targets: targets))
    interpreter.observer = { reply in
      guard let problem = reply.schemaProblem else { return }
      Issue.record("`\(reply.command)` does not answer as its schema says: \(problem)")
    }
    let reply = interpreter.perform("target use \(description)")
    #expect(reply.failure == nil, "\(reply.terminalText)")
    try body(&interpreter, stream)
  }

  /// What the command says, which has to succeed.
  private static func said(_ line: String, _ interpreter: inout Interpreter) -> String {
    let reply = interpreter.perform(line)
    #expect(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
    return reply.terminalText
  }

  @Test func itIsDescribed() throws {
    try Self.withAdder { interpreter, _ in
      let shown = Self.said("target show", &interpreter)
      #expect(shown.contains("abacus 1: eight cells"))
      #expect(shown.contains("kind       adder\n"))
      #expect(shown.contains("cells 8 × 1 int32"))
      #expect(Self.said("target list", &interpreter).contains("* abacus"))
      #expect(Self.said("timing", &interpreter).contains("functional"))
    }
  }

  /// Time goes both ways, and every kind of stop holds.
  @Test func itMovesThroughTime() throws {
    try Self.withAdder { interpreter, stream in
      _ = Self.said("assemble \(stream)", &interpreter)
      _ = Self.said("si", &interpreter)
      #expect(Self.said("p cells[0][0]", &interpreter) == "5\n")
      _ = Self.said("si", &interpreter)
      _ = Self.said("rsi", &interpreter)
      #expect(Self.said("p $pos", &interpreter) == "1\n")
      _ = Self.said("b op:multiply", &interpreter)
      _ = Self.said("c", &interpreter)
      #expect(Self.said("p $insn", &interpreter) == "2\n")
      _ = Self.said("watch cells[0]", &interpreter)
      _ = Self.said("c", &interpreter)
      #expect(Self.said("p $pos", &interpreter) == "3\n")
      #expect(Self.said("p cells[0][0]", &interpreter) == "15\n")
      _ = Self.said("c", &interpreter)
      #expect(Self.said("p cells[0][0]", &interpreter) == "14\n")
      _ = Self.said("rc", &interpreter)
      #expect(Self.said("p $pos", &interpreter) == "3\n")
      _ = Self.said("goto end", &interpreter)
      #expect(Self.said("p cells[2][0]", &interpreter) == "2\n")
      _ = Self.said("goto #1", &interpreter)
      #expect(Self.said("p cells[0][0]", &interpreter) == "5\n")
      // Nothing is known of statements: it goes to the next stop.
      _ = Self.said("s", &interpreter)
      #expect(Self.said("p $insn", &interpreter) == "2\n")
      _ = Self.said("goto #1", &interpreter)
      let first = Self.said("state hash", &interpreter)
      _ = Self.said("goto end", &interpreter)
      _ = Self.said("goto #1", &interpreter)
      #expect(Self.said("state hash", &interpreter) == first)
    }
  }

  /// Instructions of 24 and of 160 bits are saved, loaded as a folder and as a file, and listed.
  @Test func wideInstructionsAreKept() throws {
    try Self.withAdder { interpreter, stream in
      _ = Self.said("assemble \(stream)", &interpreter)
      let folder = stream + ".folder"
      _ = Self.said("stream save \(folder)", &interpreter)
      let bytes = try Data(contentsOf: URL(filePath: folder + "/insns.bin"))
      #expect(bytes.count == 4 * 3 + 20)
      for path in [folder, folder + "/insns.bin"] {
        _ = Self.said("stream load \(path)", &interpreter)
        #expect(Self.said("stream list --asm", &interpreter) == Self.listing)
        _ = Self.said("goto end", &interpreter)
        #expect(Self.said("p cells[0][0]", &interpreter) == "14\n")
      }
      try bytes.dropLast().write(to: URL(filePath: folder + "/insns.bin"))
      let reply = interpreter.perform("stream load \(folder)/insns.bin")
      #expect(reply.terminalText.contains("its 4 whole instructions end at byte 29"))
    }
  }

  /// What there is not is said in a sentence that names the accelerator.
  @Test(arguments: [
    ("profile", "`abacus` has no clock"), ("timeline", "`abacus` has no clock"),
    ("p $cycle", "`abacus` has no clock"), ("st", "`abacus` has no clock"),
    ("rst", "`abacus` has no clock"), ("export perfetto out.json", "`abacus` has no clock"),
    ("timing rtl-2021", "`abacus` has no timing `rtl-2021`"),
    ("lint", "`abacus` has no analysis"), ("info hazards", "`abacus` has no analysis"),
    ("info tokens", "`abacus` has no token queues"), ("b tok:l2g", "`abacus` has no token queues"),
    ("p tok:l2g", "`abacus` has no token queues"),
    ("last cells[0]", "`abacus` has no record of where its values came from"),
    ("origin cells[0]", "`abacus` has no record of where its values came from"),
    ("catch race", "`abacus` has no analysis"),
    ("x/4d dram[0]", "`abacus` has no memory outside"),
  ])
  func whatIsMissingIsSaid(_ line: String, _ sentence: String) throws {
    try Self.withAdder { interpreter, stream in
      _ = Self.said("assemble \(stream)", &interpreter)
      _ = Self.said("si", &interpreter)
      let reply = interpreter.perform(line)
      #expect(reply.failure != nil)
      #expect(reply.terminalText.contains(sentence), "`\(line)`: \(reply.terminalText)")
    }
  }

  /// Every command and every table, whatever it needs, ends in an answer or a sentence.
  @Test func nothingTraps() throws {
    try Self.withAdder { interpreter, stream in
      _ = Self.said("assemble \(stream)", &interpreter)
      _ = Self.said("si", &interpreter)
      let lines =
        allCommands.flatMap { command in [command.info.name] + command.info.examples.map(\.line) }
        + InfoTable.all.map { "info \($0.name)" }
      for line in lines {
        var own = interpreter
        let reply = own.perform(line)
        #expect(reply.failure == nil || !reply.diagnostics.isEmpty, "`\(line)` says nothing")
      }
    }
  }

}
