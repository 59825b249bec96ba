import Commands
import Foundation
import Glibc
import Testing

/// Whatever runs, ^C brings the prompt back, in a valid state.
///
/// The limits are those of a machine with much else to do; the figures are printed.
@Suite(.serialized) struct InterruptionTests {

  /// What is carried out over a stream of 60,000 instructions, where an example would be short.
  private static let onStream: [String: [String]] = [
    "continue": ["c"], "run": ["run"], "start": ["start"], "until": ["until #50000"],
    "stepi": ["si 50000", "rsi 40000"], "nexti": ["ni 50000"], "goto": ["goto #59000", "goto #3"],
    "lint": ["lint", "lint --for rtl-2021", "lint --queue-depth 64"],
    "export": ["export perfetto /tmp/sluice-long.json"], "profile": ["profile"],
    "stream": ["stream list --asm", "stream list"],
    "list": ["list #59000"], "state": ["state hash"],
    "search": ["search /(a+)+(a+)+b/"], "who": ["who acc[0]"], "origin": ["origin acc[0]"],
    "history": ["history"], "info": ["info races", "info insns"], "why": ["why #50000"],
  ]

  /// Not carried out: these leave the prompt.
  private static let leaving: Set<String> = ["quit", "tui", "define", "source", "shell"]

  @Test func everyCommandOnALongStream() throws {
    let inputs = try LongInputs()
    let pty = try start(["-ex", "stream load \(inputs.path("stream"))"], rows: 40, columns: 120)
    var latencies: [(line: String, milliseconds: Int)] = []
    let infos = allCommands.map(\.info).filter { !Self.leaving.contains($0.name) }
    for info in infos {
      for line in Self.onStream[info.name] ?? [] { try measure(line, pty, &latencies) }
    }
    for info in infos where Self.onStream[info.name] == nil {
      if let line = info.examples.first?.line { try measure(line, pty, &latencies) }
    }
    report(latencies, "a stream")
  }

  @Test func modelsAndMacros() throws {
    let inputs = try LongInputs()
    let pty = try start(rows: 40, columns: 120)
    var latencies: [(line: String, milliseconds: Int)] = []
    for line in [
      "load \(inputs.path("huge.relay"))", "input --random 1", "run", "apply --all",
      "assemble \(inputs.path("huge.asm"))", "c", "source \(inputs.path("macros.sluice"))",
      "chaina",
    ] {
      try measure(line, pty, &latencies, patience: 150_000)
    }
    report(latencies, "models and macros")
  }

  /// By a clock an instruction does all its work when it ends: forwards, and once more backwards.
  @Test func oneInstructionUnderAClock() throws {
    let inputs = try LongInputs()
    let pty = try start(rows: 40, columns: 120)
    var latencies: [(line: String, milliseconds: Int)] = []
    for line in ["assemble \(inputs.path("large.asm"))", "timing rtl-2021", "b op:gemm", "c"] {
      try carryOut(line, pty)
    }
    for line in ["rc", "goto end", "rsi"] { try measure(line, pty, &latencies) }
    for line in ["assemble \(inputs.path("huge.asm"))", "timing rtl-2021"] {
      try carryOut(line, pty)
    }
    for line in ["c", "si", "st 100000000", "goto #1", "fin", "rc"] {
      try measure(line, pty, &latencies)
    }
    report(latencies, "an instruction under a clock")
  }

  @Test func aScriptEndsWith130() throws {
    let inputs = try LongInputs()
    let script = try TemporaryFile("assemble \(inputs.path("huge.asm"))\necho ready\nc\n")
    let pty = try #require(PTY(sluice, ["--batch", "-x", script.path]))
    try #require(pty.wait { $0.text.contains("ready") }, "\(pty.text)")
    usleep(100_000)
    let start = ContinuousClock.now
    pty.control("C")
    #expect(pty.exitStatus() == 130)
    report([("c", milliseconds(since: start))], "a script")
  }

  @Test func theViewStaysAlive() throws {
    let inputs = try LongInputs()
    let pty = try start(["-ex", "assemble \(inputs.path("huge.asm"))"])
    pty.type("tui\r")
    try #require(pty.wait { $0.line(23).hasSuffix("q prompt") }, "\(pty.text)")
    var latencies: [(line: String, milliseconds: Int)] = []
    for line in ["c", "st 100000000"] {
      pty.type(":\(line)\r")
      usleep(150_000)
      let start = ContinuousClock.now
      pty.control("C")
      #expect(pty.wait { $0.text.contains("(sluice) \(line)") }, "\(line): \(pty.text)")
      latencies.append((line, milliseconds(since: start)))
    }
    pty.type("q")
    #expect(pty.wait { $0.isWaiting }, "\(pty.text)")
    report(latencies, "the view")
  }

  /// SIGTERM ends what runs, then the program; the history is there.
  @Test(arguments: [SIGTERM, SIGHUP])
  func terminationEndsWhatRuns(_ signal: Int32) throws {
    let inputs = try LongInputs()
    let file = try TemporaryFile()
    let pty = try start(
      ["-ex", "assemble \(inputs.path("huge.asm"))"], ["SLUICE_HISTORY": file.path])
    pty.type("c\r")
    usleep(200_000)
    let start = ContinuousClock.now
    pty.signal(signal)
    #expect(pty.exitStatus() == -signal)
    report([("c", milliseconds(since: start))], "signal \(signal)")
    #expect(file.text == "c\n")
  }

  /// What does not obey is ended after two seconds.
  @Test func whatDoesNotObeyIsEnded() throws {
    let file = try TemporaryFile()
    let pty = try start([], ["SLUICE_HISTORY": file.path])
    pty.type("!sleep 5; sleep 5\r")
    usleep(300_000)
    let start = ContinuousClock.now
    pty.signal(SIGTERM)
    #expect(pty.exitStatus() == -SIGTERM)
    #expect((1900 ... 8000).contains(milliseconds(since: start)))
    #expect(file.text == "!sleep 5; sleep 5\n")
  }

  // MARK: Measuring

  /// Carries out `line` to its end.
  private func carryOut(_ line: String, _ pty: PTY) throws {
    try #require(isCleared(pty), "\(line): \(pty.text)")
    pty.type(line + "\r")
    try #require(pty.wait { $0.isWaiting && $0.cursor.row > 0 }, "\(line): \(pty.text)")
  }

  /// Carries out `line`, presses ^C soon, and waits for the prompt.
  private func measure(
    _ line: String, _ pty: PTY, _ latencies: inout [(line: String, milliseconds: Int)],
    patience: UInt32 = 80_000
  ) throws {
    try #require(isCleared(pty), "\(line): \(pty.text)")
    pty.type(line + "\r")
    // Before the command begins, the key would be one of the prompt.
    let limit = ContinuousClock.now + .seconds(5)
    _ = pty.wait { pty in
      pty.sendsSignals || pty.isWaiting && pty.cursor.row > 0 || ContinuousClock.now > limit
    }
    usleep(patience)
    // Where the machine has much else to do the key may still come while the mode changes.
    var start = ContinuousClock.now
    for _ in 0 ..< 5 {
      start = ContinuousClock.now
      let limit = start + .seconds(5)
      pty.control("C")
      let isObeyed = pty.wait { pty in
        pty.isWaiting && pty.cursor.row > 0 || ContinuousClock.now > limit
      }
      if isObeyed, pty.isWaiting { break }
    }
    try #require(pty.isWaiting && pty.cursor.row > 0, "\(line): \(pty.text)")
    latencies.append((line, milliseconds(since: start)))
  }

  /// Clears the screen at the prompt; a key that comes while the terminal changes its mode is lost.
  private func isCleared(_ pty: PTY) -> Bool {
    for _ in 0 ..< 50 {
      pty.control("L")
      let limit = ContinuousClock.now + .milliseconds(300)
      let isCleared = pty.wait { pty in
        pty.isWaiting && pty.cursor.row == 0 || ContinuousClock.now > limit
      }
      if isCleared, pty.isWaiting, pty.cursor.row == 0 { return true }
    }
    return false
  }

  private func milliseconds(since start: ContinuousClock.Instant) -> Int {
    Int(start.duration(to: .now) / .milliseconds(1))
  }

  private func report(_ latencies: [(line: String, milliseconds: Int)], _ what: String) {
    let sorted = latencies.sorted { $0.milliseconds > $1.milliseconds }
    guard let worst = sorted.first else { return }
    let median = sorted[sorted.count / 2].milliseconds
    print("^C in \(what): median \(median) ms, worst \(worst.milliseconds) ms: \(worst.line)")
    for slow in sorted where slow.milliseconds > 2500 {
      Issue.record("\(slow.milliseconds) ms until the prompt came back from `\(slow.line)`")
    }
  }

}

extension PTY {
  /// Whether the program waits at an empty prompt, also in the past.
  fileprivate var isWaiting: Bool {
    let prompt = line(cursor.row)
    return prompt.hasPrefix("(sluice") && prompt.hasSuffix(")") && cursor.column == prompt.count + 1
  }
}
