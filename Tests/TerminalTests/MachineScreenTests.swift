import CVTerm
import Foundation
import Testing

/// The full screen over machines that are described by what they do, one for each kind of order.
@Suite struct MachineScreenTests {

  private static let samples = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../samples").standardized.path

  /// The program at the prompt before the first instruction of a stream of `machine`.
  private func start(_ machine: String) throws -> PTY {
    let use = ["-ex", "target use \(machine)"]
    if machine == "counted-waits" {
      return try TerminalTests.start(
        use + ["-ex", "stream load \(Self.samples)/streams/counted-waits"])
    }
    let model = "\(Self.samples)/models/digits_mlp.onnx"
    return try TerminalTests.start([model] + use + ["-ex", "apply --all", "-ex", "start"])
  }

  private func step(_ pty: PTY, _ key: String, to position: Int) {
    pty.type(key)
    #expect(pty.wait { $0.line(0).contains("#\(position)/") }, "\(pty.text)")
  }

  @Test(arguments: ["pico", "gemmini", "bfa", "counted-waits"])
  func stepsAreSeenInBothSizes(_ machine: String) throws {
    let pty = try start(machine)
    pty.type("tui\r")
    #expect(pty.wait { $0.line(0).contains("#0/") && $0.line(23).hasSuffix("q prompt") })
    for number in 1 ... 10 { step(pty, "i", to: number) }
    step(pty, "I", to: 9)
    try GoldenScreen.check(pty, "\(machine)-80x24") { pty in
      pty.line(0).contains("#9/") && pty.line(23).hasSuffix("q prompt")
        && pty.lines.contains("(sluice) rsi") && pty.text.contains("next #9 ")
    }
    pty.resize(rows: 50, columns: 200)
    try GoldenScreen.check(pty, "\(machine)-200x50") { pty in
      pty.line(49).hasSuffix("q prompt") && pty.text.contains("UNITS")
    }
  }

}
