import CVTerm
import Glibc
import Testing

@Suite struct PromptTests {

  @Test func linesAreUnicode() throws {
    let pty = try start()
    pty.type("größe✓アキ\r")
    #expect(pty.wait { $0.text.contains("`größe✓アキ`") && $0.isAtPrompt }, "\(pty.text)")
  }

  @Test func tabGrowsTheWordAndLists() throws {
    let pty = try start()
    pty.type("passe\t")
    #expect(pty.wait { $0.line(0) == "(sluice) passes" && $0.cursor.column == 16 }, "\(pty.text)")
    pty.control("U")
    pty.type("info \t\t")
    #expect(
      pty.wait {
        $0.text.contains("breakpoints") && $0.text.contains("units")
          && $0.line($0.cursor.row) == "(sluice) info" && $0.cursor.row > 1
      }, "\(pty.text)")
  }

  @Test func searchFindsWhatWasTyped() throws {
    let file = try TemporaryFile("alpha 1\nbeta 2\nalpha 3\n")
    let pty = try start([], ["SLUICE_HISTORY": file.path])
    pty.control("R")
    pty.type("lph")
    #expect(pty.wait { $0.text.contains("(sluice) alpha 3") }, "\(pty.text)")
    pty.control("R")
    #expect(pty.wait { $0.text.contains("(sluice) alpha 1") }, "\(pty.text)")
    pty.type("\r")
    #expect(pty.wait { $0.text.contains("`alpha`") && $0.isAtPrompt }, "\(pty.text)")
  }

  @Test func historyIsKeptOnceAndPrivate() throws {
    let file = try TemporaryFile("old 1\nold 2\nold 1\n")
    let pty = try start([], ["SLUICE_HISTORY": file.path])
    for line in ["zzz 1", "zzz 1", "old 2"] {
      pty.type(line + "\r")
      let name = line.prefix(3)
      #expect(pty.wait { $0.text.contains("`\(name)`") && $0.isAtPrompt }, "\(pty.text)")
      pty.control("L")
      #expect(pty.wait { $0.isAtPrompt && $0.cursor.row == 0 }, "\(pty.text)")
    }
    pty.control("D")
    #expect(pty.exitStatus() == 0)
    #expect(file.text == "old 1\nzzz 1\nold 2\n")
    #expect(file.mode == 0o600)
  }

  @Test func interruptClearsTheLineAndThenHints() throws {
    let pty = try start()
    pty.type("abc")
    try #require(pty.wait { $0.line(0) == "(sluice) abc" })
    pty.control("C")
    #expect(pty.wait { $0.lines.prefix(2) == ["(sluice) abc^C", "(sluice)"] && $0.isAtPrompt })
    pty.control("C")
    #expect(pty.wait { $0.line(2) == "`quit` or ^D leaves" && $0.isAtPrompt }, "\(pty.text)")
    pty.control("D")
    #expect(pty.exitStatus() == 0)
  }

  @Test func resizeKeepsTheLine() throws {
    let pty = try start()
    pty.type("info unit")
    try #require(pty.wait { $0.line(0) == "(sluice) info unit" })
    pty.resize(rows: 40, columns: 120)
    pty.type("s")
    #expect(pty.wait { $0.lines.contains("(sluice) info units") }, "\(pty.text)")
  }

  @Test func suspendGivesTheShellBack() throws {
    let pty = try startUnderShell()
    pty.type("zzz")
    try #require(pty.wait { $0.text.contains("(sluice) zzz") })
    pty.control("Z")
    try #require(pty.wait { $0.isAtShell }, "\(pty.text)")
    // The shell's own echo shows that the terminal is as it was.
    pty.type("echo a''b\r")
    try #require(pty.wait { $0.text.contains("\nab\n") && $0.isAtShell }, "\(pty.text)")
    pty.type("fg\r")
    #expect(pty.wait { $0.line($0.cursor.row) == "(sluice) zzz" }, "\(pty.text)")
    pty.type("\r")
    #expect(pty.wait { $0.text.contains("`zzz`") && $0.isAtPrompt }, "\(pty.text)")
    pty.control("D")
    #expect(pty.wait { $0.isAtShell }, "\(pty.text)")
  }

  /// A terminal that can only print lines gets lines, and is told why there is no screen.
  @Test(arguments: ["dumb", "", "nosuch"])
  func simpleTerminalsGetLines(_ name: String) throws {
    let pty = try start([], ["TERM": name])
    pty.type("tui\r")
    #expect(pty.wait { $0.text.contains("cursor addressing (TERM=\(name))") && $0.isAtPrompt })
    pty.control("D")
    #expect(pty.exitStatus() == 0)
    #expect(!pty.written.contains(0x1b))
  }

  @Test func colorsCanBeOff() throws {
    for (arguments, environment) in [(["--color", "never"], [:]), ([], ["NO_COLOR": "1"])] {
      let pty = try start(arguments, environment)
      let cell = pty.cell(0, 1)
      pty.control("D")
      #expect(pty.exitStatus() == 0)
      #expect(!String(decoding: pty.written, as: UTF8.self).contains("\u{1b}[1;3"))
      #expect(cell.attrs.bold == 0)
    }
    #expect(try start().cell(0, 1).attrs.bold == 1)
  }

  @Test(arguments: [(SIGTERM, -SIGTERM), (SIGHUP, -SIGHUP)])
  func terminationKeepsTheHistory(_ signal: Int32, _ status: Int32) throws {
    let file = try TemporaryFile()
    let pty = try start([], ["SLUICE_HISTORY": file.path])
    pty.type("zzz\r")
    try #require(pty.wait { $0.text.contains("`zzz`") && $0.isAtPrompt })
    pty.signal(signal)
    #expect(pty.exitStatus() == status)
    #expect(file.text == "zzz\n")
  }

}
