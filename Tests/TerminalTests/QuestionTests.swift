import CVTerm
import Glibc
import Testing

/// What commands ask whoever is at the terminal.
@Suite struct QuestionTests {

  private func answer(_ pty: PTY, _ question: String, _ text: String) throws {
    try #require(
      pty.wait { $0.line($0.cursor.row).hasPrefix("\(question) (") }, "\(pty.text)")
    pty.type(text + "\r")
  }

  /// From the shell: questions, then the file and what to do with it, and no prompt.
  @Test func theShellAsks() throws {
    let file = try TemporaryFile("")
    let path = file.path + ".yaml"
    let pty = try #require(PTY(sluice, ["target", "new", path]))
    try answer(pty, "name", "loom")
    try answer(pty, "numbers", "int7")
    #expect(pty.wait { $0.text.contains("`int7` is no answer to `numbers`") }, "\(pty.text)")
    for question in ["numbers", "array", "data", "weights", "sums"] {
      try answer(pty, question, "")
    }
    try answer(pty, "order", "tokens")
    #expect(pty.exitStatus() == 0)
    #expect(pty.text.contains("that describe `loom`"), "\(pty.text)")
    let whole = Array(pty.text.split(separator: "\n")).map(\.count).max() ?? 0
    #expect(whole <= 80)
    _ = unsafe unlink(path)
  }

  /// At the prompt the same, and ^C leaves with nothing written.
  @Test func thePromptAsks() throws {
    let file = try TemporaryFile("")
    let path = file.path + ".yaml"
    let pty = try start()
    pty.type("target new \(path)\r")
    try answer(pty, "name", "loom")
    try #require(pty.wait { $0.text.contains("numbers (") })
    pty.control("C")
    #expect(pty.wait { $0.text.contains("nothing was written") && $0.isAtPrompt }, "\(pty.text)")
    pty.type("p 1\r")
    #expect(pty.wait { $0.isAtPrompt && $0.text.contains("(sluice) p 1") }, "\(pty.text)")
    let isThere = unsafe access(path, F_OK) == 0
    #expect(!isThere)
  }

  /// Whoever says that nothing is to be asked is not asked.
  @Test func nothingIsAskedWhereNobodyIsToBe() throws {
    let file = try TemporaryFile("")
    let path = file.path + ".yaml"
    let pty = try #require(PTY(sluice, ["target", "new", path, "--no-input"]))
    #expect(pty.exitStatus() == 0)
    let isThere = unsafe access(path, F_OK) == 0
    #expect(isThere)
    _ = unsafe unlink(path)
  }

}
