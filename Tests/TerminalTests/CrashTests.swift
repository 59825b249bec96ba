import CVTerm
import Foundation
import Testing

/// Whatever ends the program says so, and leaves what led to it.
@Suite struct CrashTests {

  private static func reproducer(in folder: URL) throws -> String {
    let state = folder.appending(path: "sluice").path
    let names = try FileManager.default.contentsOfDirectory(atPath: state)
    let file = try #require(names.first { $0.hasPrefix("crash-") })
    return try String(contentsOfFile: "\(state)/\(file)", encoding: .utf8)
  }

  @Test(arguments: [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP])
  func aCrashIsToldOf(_ signal: Int32) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pty = try start([], ["XDG_STATE_HOME": folder.path])
    pty.type("p 1 + 1\r")
    try #require(pty.wait { $0.line(1) == "2" && $0.isAtPrompt }, "\(pty.text)")
    pty.type("echo before\r")
    try #require(pty.wait { $0.text.contains("\nbefore\n") && $0.isAtPrompt }, "\(pty.text)")
    let row = pty.cursor.row
    pty.signal(signal)
    #expect(pty.exitStatus() == 7)
    #expect(pty.wait { $0.text.contains("does that again") }, "\(pty.text)")
    #expect(pty.text.contains("error: internal error: SIG"), "\(pty.text)")
    #expect(pty.text.contains("in `echo before`"), "\(pty.text)")
    #expect(pty.text.contains("note: it was at "), "\(pty.text)")
    // All of it is seen.
    #expect(pty.cursor.row - row < 8 && pty.line(row) == "(sluice)", "\(pty.text)")
    let lines = try Self.reproducer(in: folder)
    #expect(lines.hasPrefix("# sluice was ended by SIG"))
    #expect(lines.hasSuffix("\np 1 + 1\necho before\n"), "\(lines)")
    #expect(lines.contains("\n# in the folder: /") && lines.contains("\n# at: "), "\(lines)")
  }

  /// A stack that is full, in the line of a script.
  @Test func aCrashInAScriptNamesItsLine() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = try TemporaryFile("echo 1\nshell kill -SEGV $PPID\necho 2\n")
    let pty = try #require(
      PTY(
        sluice, ["-q", "--batch", "-x", script.path], environment: ["XDG_STATE_HOME": folder.path]))
    #expect(pty.exitStatus() == 7)
    #expect(pty.wait { $0.text.contains("in `shell kill -SEGV $PPID` in `source") }, "\(pty.text)")
    let lines = try Self.reproducer(in: folder)
    #expect(lines.contains("\n# in the script: shell kill -SEGV $PPID\n"), "\(lines)")
    #expect(lines.hasSuffix("\nsource \(script.path)\n"), "\(lines)")
  }

}
