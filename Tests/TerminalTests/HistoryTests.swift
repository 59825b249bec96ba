import CVTerm
import Glibc
import Testing

/// The file that keeps what was typed.
@Suite struct HistoryTests {

  /// However long the file is, and its lines: the newest ones are there.
  @Test func aHugeFileIsReadFromItsEnd() throws {
    let file = try TemporaryFile()
    let descriptor = unsafe open(file.path, O_WRONLY)
    let long = String(repeating: "x", count: 900_000)
    let end = Array("\np 76\n\(long)\np 77\n".utf8)
    let size = 500 << 20
    _ = ftruncate(descriptor, off_t(size - end.count))
    _ = unsafe end.withUnsafeBytes {
      unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(size - end.count))
    }
    close(descriptor)
    let pty = try start([], ["SLUICE_HISTORY": file.path])
    pty.control("P")
    #expect(pty.wait { $0.line(0) == "(sluice) p 77" }, "\(pty.text)")
    pty.control("P")
    #expect(pty.wait { $0.line(0) == "(sluice) p 76" }, "\(pty.text)")
    pty.control("C")
    // The terminal drops what is typed before the interrupt has come.
    try #require(pty.wait { $0.line($0.cursor.row) == "(sluice)" }, "\(pty.text)")
    pty.control("D")
    #expect(pty.exitStatus() == 0)
    #expect(file.text == "p 76\np 77\n")
  }

  @Test(arguments: ["/dev/null", "/tmp", "/dev/full"])
  func whatIsNoFileIsLeftAlone(_ path: String) throws {
    var before = stat()
    unsafe stat(path, &before)
    let pty = try start([], ["SLUICE_HISTORY": path])
    pty.type("zzz\r")
    try #require(pty.wait { $0.text.contains("`zzz`") && $0.isAtPrompt })
    pty.control("D")
    #expect(pty.exitStatus() == 0)
    var after = stat()
    unsafe stat(path, &after)
    #expect(before.st_mode == after.st_mode)
  }

  /// Killed while it writes the file anew, a program leaves the old one or the new one.
  @Test func compactingIsOneStep() throws {
    let new = (0 ..< 2000).map { "p \($0)\n" }.joined()
    var random = SystemRandomNumberGenerator()
    for _ in 0 ..< (unsafe getenv("SLUICE_FULL") == nil ? 6 : 100) {
      let file = try TemporaryFile(new + new)
      let pty = try start([], ["SLUICE_HISTORY": file.path])
      pty.control("D")
      usleep(UInt32.random(in: 0 ..< 30_000, using: &random))
      pty.signal(SIGKILL)
      _ = pty.exitStatus()
      #expect([new, new + new].contains(file.text))
      unsafe unlink(file.path + ".new")
    }
  }

}
