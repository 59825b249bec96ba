import CVTerm
import Foundation
import Testing

/// The full screen over a digits model, as a user has it.
@Suite struct ViewTests {

  private static let models = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../samples/models").standardized.path

  private static let lenet = "\(models)/digits_lenet.onnx"

  /// The program at the prompt with the model lowered and standing before its first instruction.
  private static let lowered = [lenet, "-ex", "apply --all", "-ex", "start"]

  private func isWhole(_ pty: PTY, _ position: Int) -> Bool {
    pty.line(0).contains("#\(position)/") && pty.line(pty.rows - 1).hasSuffix("q prompt")
      && pty.text.contains("next #\(position) ") && pty.lines.contains("(sluice) si")
  }

  /// Opens the full screen and steps to instruction 9.
  private func openAndStep(_ pty: PTY) {
    pty.type("tui\r")
    #expect(pty.wait { $0.line(0).contains("#0/") && $0.line(23).hasSuffix("q prompt") })
    for number in 1 ... 9 {
      pty.type("i")
      #expect(pty.wait { $0.line(0).contains("#\(number)/") }, "\(pty.text)")
    }
  }

  @Test func stepsAreSeenInBothSizesAndThroughResizes() throws {
    let pty = try start(Self.lowered)
    openAndStep(pty)
    try GoldenScreen.check(pty, "digits-80x24") { isWhole($0, 9) }
    pty.resize(rows: 50, columns: 200)
    try GoldenScreen.check(pty, "digits-200x50") { pty in
      pty.line(49).hasSuffix("q prompt") && pty.text.contains("[tile]")
    }
    pty.resize(rows: 15, columns: 59)
    #expect(pty.wait { $0.line(0) == "terminal too small" && $0.line(2).isEmpty })
    pty.resize(rows: 16, columns: 60)
    try GoldenScreen.check(pty, "digits-60x16") { $0.line(15).hasSuffix("q prompt") }
    pty.resize(rows: 24, columns: 80)
    try GoldenScreen.check(pty, "digits-80x24") { isWhole($0, 9) }
  }

  @Test func suspendingComesBackToTheSameView() throws {
    let pty = try startUnderShell("-q \(Self.lenet) -ex 'apply --all' -ex start")
    openAndStep(pty)
    try GoldenScreen.check(pty, "digits-80x24") { isWhole($0, 9) }
    pty.control("Z")
    try #require(pty.wait { $0.isAtShell }, "\(pty.text)")
    pty.type("fg\r")
    try GoldenScreen.check(pty, "digits-80x24") { isWhole($0, 9) }
    pty.type("q")
    #expect(pty.waitForPrompt(), "\(pty.text)")
    pty.type("when\r")
    #expect(pty.wait { $0.text.contains("#9") && $0.isAtPrompt }, "\(pty.text)")
  }

  /// Keys are commands: what they did is to be read in the command pane, and they lead back.
  @Test func keysShowTheirCommands() throws {
    let pty = try start(Self.lowered)
    openAndStep(pty)
    let steps = [("I", "rsi", 8), ("c", "c", 103), ("C", "rc", 0), ("i", "si", 1)]
    for (key, command, position) in steps {
      pty.type(key)
      #expect(
        pty.wait {
          $0.line(0).contains("#\(position)/103") && $0.text.contains("(sluice) \(command)")
        },
        "\(key): \(pty.text)")
    }
    pty.type("jjb")
    #expect(pty.wait { $0.text.contains("B    3 C LOAD") && $0.text.contains("BRK 1 #3") })
    pty.type("c")
    #expect(pty.wait { $0.text.contains("B▶   3 C LOAD") && $0.text.contains("hit 1") })
  }

  /// With only a model there is something to look at, and a word on how to go on.
  @Test func aModelAloneIsShown() throws {
    let pty = try start([Self.lenet])
    pty.type("tui\r")
    try GoldenScreen.check(pty, "model-80x24") { pty in
      pty.text.contains("lowers the model") && pty.line(23).hasSuffix("q prompt")
    }
    pty.type(":apply --all\r")
    #expect(
      pty.wait { $0.line(1).contains("[1 PROGRAM]") && $0.text.contains("0 L LOAD") },
      "\(pty.text)")
  }

  @Test func progressIsSeenAndGoneAfterAnInterrupt() throws {
    let data = "\(Self.models)/digits_test.npz"
    let pty = try start(Self.lowered + ["-ex", "input \(data) --scale 1/16"])
    pty.type("run\r")
    try #require(pty.wait { $0.text.contains("Ctrl-C stops") }, "\(pty.text)")
    pty.control("C")
    #expect(
      pty.wait { $0.text.contains("interrupted") && $0.isAtPrompt }, "\(pty.text)")
    #expect(!pty.text.contains("Ctrl-C stops"))
    pty.type("si\r")
    #expect(pty.wait { $0.text.contains("stopped: step") && $0.isAtPrompt }, "\(pty.text)")
  }

}
