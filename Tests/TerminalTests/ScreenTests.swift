import CVTerm
import Glibc
import Testing

@Suite struct ScreenTests {

  private func open(_ pty: PTY) -> Bool {
    pty.type("tui\r")
    return pty.wait { isWhole($0) }
  }

  /// Whether the screen is there to its last key hint, which is drawn last.
  private func isWhole(_ pty: PTY) -> Bool {
    pty.line(0).hasPrefix(" sluice") && pty.text.contains("IR")
      && pty.line(pty.rows - 1).hasSuffix("q prompt")
  }

  @Test func leavingGivesThePromptBackIntact() throws {
    let pty = try start()
    pty.type("zzz\r")
    try #require(pty.wait { $0.text.contains("`zzz`") && $0.isAtPrompt })
    let before = pty.lines
    #expect(open(pty), "\(pty.text)")
    pty.type("q")
    #expect(pty.wait { $0.isAtPrompt }, "\(pty.text)")
    let row = pty.cursor.row
    #expect(Array(pty.lines[..<(row - 1)]) == Array(before[..<(row - 1)]))
    #expect(pty.line(row - 1) == "(sluice) tui")
    pty.type("zz\r")
    #expect(pty.wait { $0.text.contains("`zz`") && $0.isAtPrompt }, "\(pty.text)")
  }

  @Test func functionKeyKeepsTheUnfinishedLine() throws {
    let pty = try start()
    pty.type("info un")
    try #require(pty.wait { $0.line(0) == "(sluice) info un" })
    pty.press(VTermKey(rawValue: VTERM_KEY_FUNCTION_0.rawValue + 2))
    #expect(pty.wait { isWhole($0) }, "\(pty.text)")
    pty.type("q")
    #expect(pty.wait { $0.line($0.cursor.row) == "(sluice) info un" }, "\(pty.text)")
  }

  /// Whatever sizes a terminal goes through, the screen is the same when it is back.
  @Test func resizingComesBackToTheSameScreen() throws {
    let pty = try start()
    #expect(open(pty), "\(pty.text)")
    let before = pty.lines
    pty.resize(rows: 50, columns: 200)
    #expect(
      pty.wait { isWhole($0) && $0.text.contains("[1 IR]") && $0.text.contains("2 PROGRAM") })
    #expect(pty.lines.count == 50 && pty.line(48).hasSuffix("┘"))
    pty.resize(rows: 16, columns: 60)
    #expect(
      pty.wait { $0.line(1).contains(" [3 IR]") && $0.line(15).hasPrefix(" j k") },
      "\(pty.text)")
    pty.resize(rows: 10, columns: 40)
    #expect(
      pty.wait { $0.line(1) == "60×16 needed; q leaves" && $0.line(2).isEmpty }, "\(pty.text)")
    pty.resize(rows: 24, columns: 80)
    #expect(pty.wait { $0.lines == before }, "\(pty.text)")
    pty.type("q")
    #expect(pty.waitForPrompt())
  }

  @Test func suspendingComesBackToTheSameScreen() throws {
    let pty = try startUnderShell()
    #expect(open(pty), "\(pty.text)")
    let before = pty.lines
    pty.control("Z")
    try #require(pty.wait { $0.isAtShell }, "\(pty.text)")
    #expect(pty.text.contains("(sluice) tui"))
    pty.type("echo a''b\r")
    try #require(pty.wait { $0.text.contains("\nab\n") && $0.isAtShell }, "\(pty.text)")
    pty.type("fg\r")
    #expect(pty.wait { $0.lines == before }, "\(pty.text)")
    pty.type("q")
    #expect(pty.waitForPrompt(), "\(pty.text)")
    pty.control("D")
    #expect(pty.wait { $0.isAtShell }, "\(pty.text)")
  }

  @Test func theCommandLineInsideRunsCommands() throws {
    let pty = try start()
    #expect(open(pty), "\(pty.text)")
    pty.type(":zz")
    #expect(pty.wait { $0.line($0.cursor.row) == "(sluice) zz" }, "\(pty.text)")
    pty.type("\r")
    #expect(pty.wait { $0.text.contains("no command `zz`") && isWhole($0) }, "\(pty.text)")
    pty.type(":")
    #expect(pty.wait { $0.isAtPrompt })
    pty.control("R")
    pty.type("z")
    #expect(pty.wait { $0.text.contains("(history `z`) zz") }, "\(pty.text)")
    pty.press(VTERM_KEY_ESCAPE)
    pty.press(VTERM_KEY_ESCAPE)
    #expect(pty.wait { isWhole($0) }, "\(pty.text)")
    pty.type(":quit\r")
    #expect(pty.exitStatus() == 0)
  }

  @Test func theMouseMovesTheFocus() throws {
    let pty = try start()
    #expect(open(pty) && pty.line(1).contains("[1 IR]"), "\(pty.text)")
    pty.press(VTermKey(rawValue: VTERM_KEY_FUNCTION_0.rawValue + 2))
    #expect(pty.wait { $0.line(7).contains("[2 MEMORY]") || $0.line(1).contains("[1 SRAM & DMA]") })
    pty.click(row: 10, column: 60)
    #expect(pty.wait { $0.line(7).contains("[2 MEMORY]") }, "\(pty.text)")
    pty.press(VTERM_KEY_TAB)
    #expect(pty.wait { $0.line(23).hasPrefix(" PgUp") }, "\(pty.text)")
    pty.press(VTERM_KEY_TAB)
    #expect(pty.wait { $0.line(1).contains("[1 SRAM & DMA]") }, "\(pty.text)")
  }

  /// The same screen in every depth of colour, and in ASCII.
  @Test(arguments: [("xterm", 8), ("xterm-256color", 256), ("vt100", 0)])
  func everyDepthShowsTheSameText(_ terminal: String, _ colors: Int) throws {
    let pty = try start([], ["TERM": terminal])
    #expect(open(pty), "\(pty.text)")
    let color = pty.cell(1, 5).fg
    #expect(ct_is_default_color(color) == (colors == 0))
    pty.type("q")
    #expect(pty.waitForPrompt())
  }

  @Test(arguments: [["--ascii"], []])
  func asciiTerminalsGetASCII(_ arguments: [String]) throws {
    let locale = arguments.isEmpty ? ["LANG": "C", "LC_ALL": "C"] : [:]
    let pty = try start(arguments, locale)
    #expect(open(pty), "\(pty.text)")
    #expect(pty.line(1).hasPrefix("+-[1 IR]-"))
    #expect(pty.lines.allSatisfy { $0.allSatisfy(\.isASCII) })
  }

  /// However the program ends, the terminal is as it was.
  @Test(arguments: [(SIGTERM, -15), (SIGHUP, -1), (SIGSEGV, 7), (SIGABRT, 7)] as [(Int32, Int32)])
  func endingBySignalRestoresTheTerminal(_ signal: Int32, _ status: Int32) throws {
    let pty = try start()
    #expect(open(pty), "\(pty.text)")
    pty.signal(signal)
    #expect(pty.exitStatus() == status)
    #expect(pty.wait { $0.line(0) == "(sluice) tui" && $0.line(1).isEmpty }, "\(pty.text)")
  }

  @Test func batchesHaveNoScreen() throws {
    let pty = try #require(PTY(sluice, ["--batch", "-ex", "zz"]))
    #expect(pty.exitStatus() == 1)
    #expect(pty.wait { $0.text.contains("error: no command `zz`") })
  }

}
