import CVTerm
import Glibc
import Testing

/// The prompt lives through every sequence of sizes, with any text.
@Suite struct ResizeTests {

  private static let texts = [
    "", "p 1", "p " + String(repeating: "1+", count: 150) + "1",
    "echo " + String(repeating: "größe✓アキ👩‍👩‍👧", count: 30),
    String(repeating: "x", count: 5000), "echo \u{301}\u{301}\u{200d}a\u{16}\u{1}\u{16}\u{a}b",
  ]

  /// How often each text sees another size; `SLUICE_FULL=1` has many times as many.
  private static let rounds = unsafe getenv("SLUICE_FULL") == nil ? 40 : 2000

  /// A line is typed, and while it is edited the window has one size after the other.
  @Test(arguments: 0 ..< texts.count)
  func survivesAnySizes(_ number: Int) throws {
    var random = Generator(state: UInt64(number) &* 7919 &+ 1)
    let pty = try start(["-nx"])
    pty.type(Self.texts[number])
    for round in 0 ..< Self.rounds {
      for _ in 0 ..< 12 {
        let isSmall = random.next(3) == 0
        pty.pretend(
          rows: 1 + random.next(isSmall ? 4 : 200), columns: 1 + random.next(isSmall ? 6 : 500))
        if random.next(4) == 0 { usleep(700) }
        pty.type(Self.keys[random.next(Self.keys.count)])
      }
      try #require(pty.drain(), "round \(round)")
      try #require(pty.isRunning, "round \(round)")
    }
    pty.resize(rows: 24, columns: 80)
    // The first one may end a search; the terminal drops what is typed before an interrupt has come.
    for _ in 0 ..< 2 {
      pty.control("C")
      try #require(pty.drain())
    }
    try #require(pty.wait { $0.line($0.cursor.row) == "(sluice)" }, "\(pty.text)")
    pty.type("\recho a''b\r")
    #expect(pty.wait { $0.text.contains("a''b") && $0.isAtPrompt }, "\(pty.text)")
    pty.control("D")
    #expect(pty.exitStatus() == 0)
  }

  /// A line that is longer than the screen is edited from end to end.
  @Test func longLinesOnSmallScreens() throws {
    for (rows, columns) in [(1, 1), (1, 80), (2, 2), (3, 20), (3, 9)] {
      let pty = try start(["-nx"])
      pty.pretend(rows: rows, columns: columns)
      pty.type("p " + String(repeating: "1+", count: 200) + "1")
      for keys in ["\u{1}", "\u{5}", "+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1", "\u{1}", "\u{6}", "\u{5}"]
      {
        pty.type(keys)
      }
      pty.drain()
      pty.pretend(rows: 24, columns: 80)
      pty.type("\r")
      #expect(pty.wait { $0.text.contains("\n217\n") && $0.isAtPrompt }, "\(pty.text)")
      pty.control("D")
      #expect(pty.exitStatus() == 0)
    }
  }

  /// What stands on the line stays on it, and is seen once.
  @Test func theLineIsShownAnew() throws {
    let pty = try start(["-nx"])
    let line = "p " + String(repeating: "1+", count: 60) + "1"
    pty.type(line)
    try #require(pty.wait { $0.text.contains("+1+1") && $0.cursor.row > 0 })
    for (rows, columns) in [(3, 80), (24, 200), (24, 30), (24, 80)] {
      pty.resize(rows: rows, columns: columns)
      pty.drain()
    }
    pty.type("+1\r")
    #expect(pty.wait { $0.text.contains("\n62\n") && $0.isAtPrompt }, "\(pty.text)")
    pty.control("D")
    #expect(pty.exitStatus() == 0)
  }

  /// What moves and changes without ending the line.
  private static let keys = [
    "a", "アキ", "1+", "\u{1}", "\u{5}", "\u{2}", "\u{6}", "\u{8}", "\u{17}", "\u{19}", "\t",
    "\u{12}x", "\u{7}", "\u{1b}b", "\u{1b}f", "\u{14}", "\u{c}", "\u{1b}20z",
  ]

}

private struct Generator {
  var state: UInt64

  /// A number from 0 to below `limit`.
  mutating func next(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}
